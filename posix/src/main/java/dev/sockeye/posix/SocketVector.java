package dev.sockeye.posix;

import dev.sockeye.Message;
import java.io.IOException;

/**
 * Messages of a kind. They take attributes along when they are received, not when they are sent.
 */
final class SocketVector extends MessageVector {

  /** What a message to be sent may have; longer ones are not worth their copy. */
  static final int LARGEST_SENT = 65_536;

  /** {@code sendmmsg(2)}, which gives how many were sent. */
  static final NativeChannel.Call SEND =
      (fd, headers, count, flags) -> Bindings.libc().sendmmsg(fd, headers, (int) count, flags);

  /** {@code recvmmsg(2)}, which gives how many were received; an end is one of length 0. */
  final NativeChannel.Call receive = this::receive;

  private final MessageHeader[] entries = new MessageHeader[MOST_MESSAGES];
  private final int extra; // flags of each receive

  // Of what was received: the first entry that nobody has taken, and how many there are.
  private int next;
  private int received;

  private SocketVector(Kind<?> kind, int controlSize) {
    super(MessageHeader.nameSize(kind), controlSize, 0);
    int real = kind.has(Trait.REFUSES_FLAGS) ? 0 : Abi.CURRENT.msgTrunc();
    extra = Receipt.closeOnExec(kind) | real;
    LastSender sender = new LastSender(kind.family().addresses());
    for (int i = 0; i < MOST_MESSAGES; i++) {
      entries[i] =
          new MessageHeader(kind, headers, header(i), iovec(i), name(i), control(i), sender);
    }
  }

  static SocketVector toSend(Kind<?> kind) {
    return new SocketVector(kind, 0);
  }

  static SocketVector toReceive(Kind<?> kind) {
    return new SocketVector(kind, (kind.control().size() + 7) & -8);
  }

  /**
   * Puts messages in, from the first on as many as there is room for.
   *
   * @param named whether they go to their peers' addresses and not to that of a connection
   * @return how many: at least one
   */
  int load(Message[] messages, int offset, int length, boolean named) throws IOException {
    int most = Math.min(length, MOST_MESSAGES);
    reserve(messages, offset, most);
    int at = 0;
    int count = 0;
    for (; count < most; count++) {
      Message message = messages[offset + count];
      int size = (int) message.remaining(); // not above LARGEST_SENT
      if (!fits(at, size)) {
        break;
      }
      gather(message, at, size);
      point(count, at, size);
      entries[count].toSend(named ? message.peer() : null, null);
      at += size;
    }
    return count;
  }

  /** Makes room for as many messages as there are, and gives how many: at least 1. */
  int prepare(Message[] messages, int offset, int length) {
    next = 0;
    received = 0;
    int count = reserveSlots(messages, offset, length, MOST_BYTES);
    for (int i = 0; i < count; i++) {
      entries[i].toReceive(true, true, true);
    }
    return count;
  }

  /** Whatever its caller is told, of what was received nothing is forgotten. */
  private long receive(int fd, long address, long count, int flags) {
    // With MSG_TRUNC a length is that of the message, also where less of it was kept.
    int all = flags | extra;
    int n = Bindings.libc().recvmmsg(fd, address, (int) count, all, 0);
    received = Math.max(0, n);
    return n;
  }

  /** The first entry of what was received that nobody has taken; -1 if there is none. */
  int next() {
    return next < received ? next : -1;
  }

  /** Takes that entry: what came along is the caller's to see to. */
  MessageHeader take() {
    return entries[next++];
  }

  /** The header of an entry, which is good until another call is made. */
  MessageHeader entry(int index) {
    return entries[index];
  }

  /** Closes what came along with what was received and will not be handed out. */
  void discard() {
    while (next() >= 0) {
      take().discardControl();
    }
  }
}
