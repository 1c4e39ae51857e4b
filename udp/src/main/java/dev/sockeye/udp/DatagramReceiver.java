package dev.sockeye.udp;

import dev.sockeye.InetOptions;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.SocketSpec;
import dev.sockeye.internal.BatchCall;
import dev.sockeye.internal.Buffers;
import dev.sockeye.internal.DatagramBatching;
import dev.sockeye.nio.NioEndpoint;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** The half of a {@link DatagramEndpoint} that receives. */
abstract class DatagramReceiver extends NioEndpoint<MessageEndpoint, DatagramChannel>
    implements MessageEndpoint {

  private final ReentrantLock receiveLock = new ReentrantLock();
  private final Batches batches;

  private final BatchCall singly = new Singly();

  // All of these guarded by receiveLock.
  private final DatagramBuffer whole = new DatagramBuffer();
  private SocketAddress sender;
  private IOException deferred; // what a batch ended with; the next receive throws it

  private final Message[] single = new Message[1]; // guarded by receiveLock

  private volatile boolean bound; // only ever set
  private volatile boolean tellsMore; // whether messages have attributes, by options

  DatagramReceiver(SocketSpec<MessageEndpoint> spec, DatagramChannel channel) {
    super(spec, "udp", channel);
    batches = new Batches(channel);
  }

  final DatagramBatching.Batch batch() throws IOException {
    return batches.get();
  }

  final SocketAddress knownLocal() {
    try {
      return getLocalAddress();
    } catch (IOException closed) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      batches.close();
    }
  }

  // One datagram.

  @Override
  public final int receive(ByteBuffer dst) throws IOException {
    receiveLock.lock();
    try {
      return receiveWhole(dst);
    } finally {
      receiveLock.unlock();
    }
  }

  @Override
  public final SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    receiveLock.lock();
    try {
      if (receiveWhole(dst) == WOULD_BLOCK) {
        throw new IllegalBlockingModeException(); // the mode changed meanwhile
      }
      return sender;
    } finally {
      receiveLock.unlock();
    }
  }

  private int receiveWhole(ByteBuffer dst) throws IOException {
    Buffers.requireWritable(dst);
    boolean fits = dst.remaining() >= DatagramBuffer.LONGEST;
    ByteBuffer into = fits ? dst : whole.clear();
    int start = into.position();
    if (!take(into)) {
      return WOULD_BLOCK;
    }
    int length = into.position() - start;
    if (!fits && whole.moveTo(dst) < length) {
      throw truncated(length);
    }
    return length;
  }

  private MessageTruncatedException truncated(int length) {
    String reason = "the datagram of " + length + " bytes was cut: give a larger buffer";
    return new MessageTruncatedException(
        SocketFailure.sentence("recv", transport(), knownLocal(), sender, reason), length);
  }

  @Override
  public final int receiveMessage(Message message) throws IOException {
    if (tellsMore) {
      return receiveWithAttributes(message);
    }
    receiveLock.lock();
    try {
      Buffers.requireWritable(message);
      boolean fits = fits(message);
      ByteBuffer into = fits ? message.payload() : whole.clear();
      int start = into.position();
      return take(into) ? deliver(message, into.position() - start, fits) : WOULD_BLOCK;
    } finally {
      receiveLock.unlock();
    }
  }

  /** By the native call for several, since the channel's own has no attributes. */
  private int receiveWithAttributes(Message message) throws IOException {
    receiveLock.lock();
    try {
      long room = message.remaining();
      single[0] = message;
      int received = receiveMessages(single, 0, 1);
      return received == WOULD_BLOCK ? WOULD_BLOCK : (int) (room - message.remaining());
    } finally {
      single[0] = null;
      receiveLock.unlock();
    }
  }

  private static boolean fits(Message message) {
    return message.bufferCount() == 1 && message.payload().remaining() >= DatagramBuffer.LONGEST;
  }

  /** After a receive: hands out what was received into {@link #whole}, and fills in the header. */
  private int deliver(Message message, int length, boolean fits) {
    int delivered = fits ? length : whole.moveTo(message);
    message.received(sender, Buffers.flags(delivered < length));
    return delivered;
  }

  /** Takes one datagram, and notes its sender. */
  private boolean take(ByteBuffer into) throws IOException {
    try {
      requireBound();
      throwDeferred();
      sender = enterPlainInput() ? plainReceive(into) : timedReceive(into);
      return sender != null;
    } catch (IOException e) {
      throw failure("recv", e);
    }
  }

  private void throwDeferred() throws IOException {
    IOException e = deferred;
    if (e != null) {
      deferred = null;
      throw e;
    }
  }

  private SocketAddress plainReceive(ByteBuffer into) throws IOException {
    try {
      return channel().receive(into);
    } finally {
      exitPlain();
    }
  }

  private SocketAddress timedReceive(ByteBuffer into) throws IOException {
    long deadline = receiveDeadline();
    enterTimed(deadline);
    try {
      SocketAddress from = channel().receive(into);
      while (from == null && isBlocking()) {
        awaitReadable(SelectionKey.OP_READ, deadline);
        from = channel().receive(into);
      }
      return from;
    } finally {
      exitTimed();
    }
  }

  // Several datagrams.

  @Override
  public final int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    if (length == 0) {
      return 0;
    }
    receiveLock.lock();
    try {
      requireBound();
      throwDeferred();
      Buffers.requireWritable(messages, offset, length);
      return timedReceiveMessages(messages, offset, length);
    } catch (IOException e) {
      throw failure("recvmmsg", e);
    } finally {
      receiveLock.unlock();
    }
  }

  /**
   * Timed also without a timeout: what else is there can be told by a non-blocking channel only.
   */
  private int timedReceiveMessages(Message[] messages, int offset, int length) throws IOException {
    DatagramBatching.Batch batch = length > 1 || tellsMore ? batch() : null;
    long deadline = receiveDeadline();
    enterTimed(deadline);
    try {
      int received = receiveNow(batch, messages, offset, length);
      while (received <= 0 && isBlocking()) {
        awaitReadable(SelectionKey.OP_READ, deadline);
        received = receiveNow(batch, messages, offset, length);
      }
      return received <= 0 ? WOULD_BLOCK : received;
    } finally {
      exitTimed();
    }
  }

  private int receiveNow(DatagramBatching.Batch batch, Message[] messages, int offset, int length)
      throws IOException {
    return batch != null
        ? batch.receive(messages, offset, length)
        : singly.all(messages, offset, length, Deadline.NEVER);
  }

  /** Never waits. */
  private final class Singly implements BatchCall {

    @Override
    public int some(Message[] messages, int offset, int length, int before, long deadline)
        throws IOException {
      return receiveNow(messages[offset]) ? 1 : 0;
    }

    @Override
    public void later(Exception failure) {
      deferred =
          isOpen() && failure instanceof IOException e ? e : null; // What was received counts.
    }
  }

  private boolean receiveNow(Message message) throws IOException {
    boolean fits = fits(message);
    ByteBuffer into = fits ? message.payload() : whole.clear();
    int start = into.position();
    sender = channel().receive(into);
    if (sender == null) {
      return false;
    }
    deliver(message, into.position() - start, fits);
    return true;
  }

  @Override
  protected <T> void applyOption(SocketOption<T> name, T value) throws IOException {
    super.applyOption(name, value);
    if (name.equals(InetOptions.IP_PKTINFO) || name.equals(InetOptions.SO_TIMESTAMPNS)) {
      tellsMore = getOption(InetOptions.IP_PKTINFO) || getOption(InetOptions.SO_TIMESTAMPNS);
    }
  }

  private void requireBound() throws IOException {
    if (!bound) {
      if (channel().getLocalAddress() == null) {
        throw new NotYetConnectedException();
      }
      bound = true;
    }
  }
}
