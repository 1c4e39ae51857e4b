package dev.sockeye.unix;

import dev.sockeye.Message;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.ControlCodec;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What goes along with messages: descriptors, {@code SCM_RIGHTS}, and, only received, the sender's
 * credentials, {@code SCM_CREDENTIALS}, which the system itself attaches.
 */
final class Rights implements ControlCodec {

  static final ControlCodec CODEC = new Rights();

  /** {@code SCM_MAX_FD}, more than which the kernel passes with no message. */
  static final int MAX_DESCRIPTORS = 253;

  static final int SCM_RIGHTS = 1;
  static final int SCM_CREDENTIALS = 2; // of Linux
  static final int UCRED_SIZE = 12;

  private volatile Credentials lastSender; // so that who sends again allocates nothing

  private Rights() {}

  @Override
  public int size() {
    return markSize() + Abi.CURRENT.cmsgSpace(4 * MAX_DESCRIPTORS);
  }

  @Override
  public int markSize() {
    return Abi.CURRENT.cmsgSpace(UCRED_SIZE);
  }

  @Override
  public boolean bringsDescriptors() {
    return true;
  }

  @Override
  public boolean prepare(Message message, String transport) throws IOException {
    for (int i = 0; i < message.attributeCount(); i++) {
      if (message.attribute(i) != Unix.RIGHTS && message.attribute(i) != Unix.CREDENTIALS) {
        throw new UnsupportedOperationException(
            transport + " does not carry " + message.attribute(i) + ": nothing was sent");
      }
    }
    Descriptors rights = message.get(Unix.RIGHTS);
    if (rights == null) {
      return false;
    }
    Descriptors.requireCarried(rights.size());
    rights.use();
    return true;
  }

  @Override
  public int sizeOf(Message message) {
    return Abi.CURRENT.cmsgSpace(4 * message.get(Unix.RIGHTS).inUse().length);
  }

  @Override
  public void write(Message message, ByteBuffer into, int at) {
    int[] fds = message.get(Unix.RIGHTS).inUse();
    int level = Abi.CURRENT.solSocket();
    int data = Abi.CURRENT.putControlHeader(into, at, level, SCM_RIGHTS, 4 * fds.length);
    for (int i = 0; i < fds.length; i++) {
      into.putInt(data + 4 * i, fds[i]);
    }
  }

  @Override
  public void sent(Message message, boolean done) {
    Descriptors rights = message.get(Unix.RIGHTS);
    if (done) {
      rights.passedOn();
    }
    rights.endUse();
  }

  @Override
  public void read(int level, int type, ByteBuffer from, int at, int length, Message into) {
    if (isRights(level, type)) {
      into.set(Unix.RIGHTS, Descriptors.received(fds(from, at, length)));
    } else if (isCredentials(level, type) && length >= UCRED_SIZE) {
      into.set(Unix.CREDENTIALS, sender(from, at));
    }
  }

  private static boolean isCredentials(int level, int type) {
    return Abi.isLinux() && level == Abi.CURRENT.solSocket() && type == SCM_CREDENTIALS;
  }

  private Credentials sender(ByteBuffer from, int at) {
    int pid = from.getInt(at);
    long uid = Integer.toUnsignedLong(from.getInt(at + 4));
    long gid = Integer.toUnsignedLong(from.getInt(at + 8));
    Credentials last = lastSender;
    if (last == null || last.pid() != pid || last.uid() != uid || last.gid() != gid) {
      last = new Credentials(pid, uid, gid);
      lastSender = last;
    }
    return last;
  }

  /** Perhaps no descriptor is left to load another class by. */
  @Override
  public void discard(int level, int type, ByteBuffer from, int at, int length) {
    if (isRights(level, type)) {
      for (int fd : fds(from, at, length)) {
        Bindings.libc().close(fd);
      }
    }
  }

  private static boolean isRights(int level, int type) {
    return level == Abi.CURRENT.solSocket() && type == SCM_RIGHTS;
  }

  private static int[] fds(ByteBuffer from, int at, int length) {
    int[] fds = new int[length / 4];
    for (int i = 0; i < fds.length; i++) {
      fds[i] = from.getInt(at + 4 * i);
    }
    return fds;
  }
}
