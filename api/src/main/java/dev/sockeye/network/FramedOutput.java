package dev.sockeye.network;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.internal.BatchCall;
import dev.sockeye.internal.BufferList;
import dev.sockeye.internal.Buffers;
import dev.sockeye.internal.Frames;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;

/** The sending half of a {@link FramedEndpoint}, with the rest of a message that was begun. */
final class FramedOutput extends CallLock implements BatchCall {

  private final FramedEndpoint endpoint;
  private final FrameWriter writer; // guarded by the lock
  private boolean ended; // only ever set; guarded by the lock

  FramedOutput(FramedEndpoint endpoint) {
    this.endpoint = endpoint;
    writer = new FrameWriter(endpoint.under());
  }

  /** The memory that is held between calls in non-blocking mode, in bytes. */
  int held() {
    return writer.held();
  }

  /** Lets go of memory, unless a call is under way, which does it at its end. */
  void settle() {
    if (tryLock()) {
      endCall();
    }
  }

  int send(ByteBuffer src) throws IOException {
    lock();
    try {
      return sendLent(BufferList.lend().of(src));
    } finally {
      endCall();
    }
  }

  int send(Message message) throws IOException {
    requirePlain(message);
    lock();
    try {
      return sendLent(BufferList.lend().of(message));
    } finally {
      endCall();
    }
  }

  private void endCall() {
    try {
      writer.settle();
    } finally {
      unlock();
    }
  }

  private void requirePlain(Message message) throws IOException {
    if (message.attributeCount() > 0) {
      throw new UnsupportedOperationException(
          "framed messages carry no attributes such as " + message.attribute(0));
    }
    if (message.peer() != null) {
      requirePeer(message.peer());
    }
  }

  void requirePeer(SocketAddress target) throws IOException {
    SocketAddress peer = endpoint.peer();
    if (peer == null) {
      endpoint.requireOpen();
      throw new NotYetConnectedException();
    } else if (!target.equals(peer)) {
      throw new AlreadyConnectedException();
    }
  }

  private int sendLent(BufferList payload) throws IOException {
    try {
      return send(payload);
    } finally {
      payload.giveBack();
    }
  }

  private int send(BufferList payload) throws IOException {
    requireOutput();
    int length = checkLength(payload.remaining());
    if (!writer.add(payload, length)) {
      return writer.write(payload, length) ? length : notSent();
    } else if (writer.write() == 0) {
      return notSent();
    }
    payload.consume();
    return length;
  }

  private void requireOutput() throws IOException {
    endpoint.requireOpen();
    if (ended) {
      throw new ClosedChannelException();
    }
  }

  private int checkLength(long length) throws IOException {
    if (length <= endpoint.limit()) {
      return (int) length;
    }
    throw new MessageTooLargeException(
        endpoint.sentence(
            "send",
            Errno.EMSGSIZE.text()
                + ": "
                + length
                + " bytes are more than the "
                + endpoint.limit()
                + " of "
                + EndpointOptions.MAX_MESSAGE_SIZE.name()
                + " ("
                + Errno.EMSGSIZE
                + ")"));
  }

  /** The stream wrote at most a part of what was kept. */
  private int notSent() throws IOException {
    if (endpoint.isBlocking()) {
      throw new SocketTimeoutException(
          endpoint.sentence(
              "send", "timed out, " + writer.rest() + " bytes of the message before remain"));
    }
    return MessageEndpoint.WOULD_BLOCK;
  }

  int send(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    lock();
    try {
      endpoint.requireOpen();
      return sendWhole(messages, offset, length);
    } finally {
      endCall();
    }
  }

  private int sendWhole(Message[] messages, int offset, int length) throws IOException {
    try {
      return sendAll(messages, offset, length);
    } finally {
      writer.dropUnbegun(); // of a batch that was refused in the middle
    }
  }

  /** As {@link dev.sockeye.internal.FrameSink#sendFrames} says. */
  boolean send(Frames frames) throws IOException {
    lock();
    try {
      requireOutput();
      int start = frames.bytes().position();
      writer.write(frames);
      boolean none = frames.bytes().position() == start;
      return writer.rest() == 0 || (none && notSent() == 0);
    } finally {
      endCall();
    }
  }

  /** Hands over the rest; as {@link MessageEndpoint#flush} says. */
  boolean flush() throws IOException {
    lock();
    try {
      endpoint.requireOpen();
      return sendRest();
    } finally {
      endCall();
    }
  }

  /** Ends the stream once the rest is handed over, by this call or by a {@link #flush}. */
  void end() throws IOException {
    lock();
    try {
      endpoint.requireConnected();
      ended = true;
      sendRest();
    } finally {
      endCall();
    }
  }

  private boolean sendRest() throws IOException {
    return handOver() || notSent() == 0;
  }

  private boolean handOver() throws IOException {
    boolean done = writer.writeRest();
    if (done && ended) {
      endpoint.under().shutdownOutput();
    }
    return done;
  }

  private int sendAll(Message[] messages, int offset, int length) throws IOException {
    int n = all(messages, offset, length, endpoint.sendDeadline());
    return n == MessageEndpoint.WOULD_BLOCK ? notSent() : n;
  }

  /** Sends as many short messages as go into one write, or one long one. Holding the lock. */
  @Override
  public int some(Message[] messages, int from, int length, int before, long deadline)
      throws IOException {
    if (before > 0 && (writer.rest() != 0 || Deadline.remaining(deadline) <= 0)) {
      return 0;
    }
    requireOutput();
    requirePlain(messages[from]);
    int begun = sendShort(messages, from, from + length);
    return begun >= 0 ? begun : sendLent(BufferList.lend().of(messages[from])) >= 0 ? 1 : 0;
  }

  /** Gives how many were begun; -1 if not even the first is short. */
  private int sendShort(Message[] messages, int from, int end) throws IOException {
    int max = endpoint.limit();
    int next = from;
    while (next < end && isPlain(messages[next]) && writer.add(messages[next], max)) {
      next++;
      next += writer.addBare(messages, next, end, max);
    }
    if (next == from) {
      return -1;
    }
    int begun = writer.write();
    for (int i = from; i < from + begun; i++) {
      Buffers.consume(messages[i]);
    }
    return begun;
  }

  private boolean isPlain(Message message) throws IOException {
    return message.attributeCount() == 0
        && (message.peer() == null || message.peer().equals(endpoint.peer()));
  }
}
