package dev.sockeye.unix;

import dev.sockeye.Message;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.ControlCodec;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Descriptors that go along with messages, {@code SCM_RIGHTS}; and the room for credentials. */
final class Rights implements ControlCodec {

  static final ControlCodec CODEC = new Rights();

  /** {@code SCM_MAX_FD}, more than which the kernel passes with no message. */
  static final int MAX_DESCRIPTORS = 253;

  static final int SCM_RIGHTS = 1;
  static final int UCRED_SIZE = 12;

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
  public boolean prepare(Message message, String transport) throws IOException {
    for (int i = 0; i < message.attributeCount(); i++) {
      if (message.attribute(i) != Unix.RIGHTS) {
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
    }
  }

  @Override
  public void discard(int level, int type, ByteBuffer from, int at, int length) {
    if (isRights(level, type)) {
      Descriptors.received(fds(from, at, length)).close();
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
