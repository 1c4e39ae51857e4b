package dev.sockeye.posix;

import dev.sockeye.Errno;
import dev.sockeye.FileTarget;
import dev.sockeye.Message;
import dev.sockeye.internal.Buffers;
import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** The output of a stream: {@code send(2)} for bytes, {@code sendmsg(2)} for attributes. */
final class StreamSender {

  /** How much of a heap buffer is copied at a time. */
  static final int CHUNK = 65_536;

  private static final int NO_SIGNAL = Abi.CURRENT.msgNosignal();

  private final NativeStreamEndpoint socket;
  private final Direction output;
  private final ControlCodec control;

  // Guarded by output.lock.
  private MessageHeader header; // of the first message with attributes
  private Message attached; // whose attributes go with the next bytes; null if none do

  StreamSender(NativeStreamEndpoint socket) {
    this.socket = socket;
    output = socket.output;
    control = socket.kind().control();
  }

  int write(ByteBuffer src) throws IOException {
    int before = src.remaining();
    long timeout = acquire("write");
    try {
      requireWritable();
      writeFrom(src, Deadline.after(timeout));
    } catch (IOException e) {
      failUnless(src.remaining() < before, "write", e);
    } finally {
      output.unlock();
    }
    return before - src.remaining();
  }

  long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    long before = remaining(srcs, offset, length);
    long timeout = acquire("writev");
    try {
      requireWritable();
      gather(srcs, offset, length, Deadline.after(timeout));
    } catch (IOException e) {
      failUnless(remaining(srcs, offset, length) < before, "writev", e);
    } finally {
      output.unlock();
    }
    return before - remaining(srcs, offset, length);
  }

  private long acquire(String operation) throws IOException {
    return socket.acquire(output, socket.sendTimeout(), operation);
  }

  private static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  private void requireWritable() throws IOException {
    socket.ensureOpen();
    socket.remoteOrThrow();
    if (socket.isOutputShut()) {
      throw new ClosedChannelException();
    }
  }

  /** What was written counts; the next call meets the failure again. */
  private void failUnless(boolean anyWritten, String operation, IOException e) throws IOException {
    if (!anyWritten) {
      throw socket.failure(operation, socket.knownRemote(), e);
    } else if (!socket.isOpen()) {
      throw e.getClass() == ClosedChannelException.class ? socket.closedMeanwhile() : e;
    }
  }

  /**
   * Copies small buffers together, so that they go with one call; a large one goes as it is. Tiny
   * writes of their own would take up the buffer of the socket, which counts more than bytes.
   */
  private void gather(ByteBuffer[] srcs, int offset, int length, long deadline) throws IOException {
    boolean more = true;
    for (int i = offset; more && i < offset + length; ) {
      if (!srcs[i].hasRemaining()) {
        i++;
      } else if (srcs[i].remaining() >= CHUNK) {
        more = writeOnce(srcs[i], deadline);
      } else {
        more = writeTogether(srcs, i, offset + length, deadline);
      }
    }
  }

  private boolean writeTogether(ByteBuffer[] srcs, int from, int end, long deadline)
      throws IOException {
    Memory staging = output.staging.of(CHUNK);
    int size = 0;
    for (int i = from; i < end && size < CHUNK; i++) {
      int n = Math.min(CHUNK - size, srcs[i].remaining());
      staging.bytes.put(size, srcs[i], srcs[i].position(), n);
      size += n;
    }
    int written = send(staging.address, size, deadline);
    for (int i = from, rest = written; rest > 0; i++) {
      int n = Math.min(rest, srcs[i].remaining());
      srcs[i].position(srcs[i].position() + n);
      rest -= n;
    }
    return written > 0;
  }

  private void writeFrom(ByteBuffer src, long deadline) throws IOException {
    boolean more = true;
    while (more && src.hasRemaining()) {
      more = writeOnce(src, deadline);
    }
  }

  private boolean writeOnce(ByteBuffer src, long deadline) throws IOException {
    int length = chunkOf(src);
    int written = send(output.staging.addressOf(src, length), length, deadline);
    src.position(src.position() + written);
    return written > 0;
  }

  static int chunkOf(ByteBuffer buffer) {
    return buffer.isDirect() ? buffer.remaining() : Math.min(CHUNK, buffer.remaining());
  }

  /** Gives how many bytes were written, 0 if none could be in non-blocking mode. */
  private int send(long address, int length, long deadline) throws IOException {
    long left = deadline == Deadline.NEVER ? 0 : Math.max(1, Deadline.remaining(deadline));
    long n =
        attached == null
            ? perform(Transfers.Send.CALL, address, length, left)
            : sendAttached(address, length, left);
    if (NativeSocket.is(n, Errno.EAGAIN)) {
      return 0;
    } else if (n < 0 && socket.isOutputShut()) {
      throw socket.closedMeanwhile();
    } else if (n < 0) {
      String operation = attached == null ? "write" : "sendmsg";
      throw socket.failure(operation, socket.knownRemote(), (int) -n);
    }
    return (int) n;
  }

  private long perform(NativeChannel.Call call, long address, int length, long timeout)
      throws IOException {
    return socket.perform(output, call, address, length, NO_SIGNAL, timeout, socket.sendsPlainly());
  }

  // What is in the system already.

  /** As {@link DescriptorStream#sendBy}. */
  long sendBy(DescriptorStream.Call call) throws IOException {
    long timeout = acquire("splice");
    try {
      requireWritable();
      return move("splice", call, timeout);
    } finally {
      output.unlock();
    }
  }

  /** All of a part of a file, through a pipe: the JDK alone knows the file's descriptor. */
  long sendFile(FileChannel file, long position, long count) throws IOException {
    long timeout = acquire("sendfile");
    try {
      requireWritable();
      DescriptorStream.Calls calls = socket.beginCalls();
      if (calls == null) {
        return FileTarget.NOT_NOW;
      }
      try (SplicePipe pipe = SplicePipe.openForFiles()) {
        return pipe == null ? FileTarget.NOT_NOW : sendFile(pipe, file, position, count, timeout);
      } finally {
        calls.close();
      }
    } finally {
      output.unlock();
    }
  }

  private long sendFile(SplicePipe pipe, FileChannel file, long position, long count, long timeout)
      throws IOException {
    long sent = 0;
    try {
      while (sent < count && pipe.take(file, position + sent, count - sent) > 0) {
        while (pipe.held() > 0) {
          long n = move("sendfile", pipe::give, timeout);
          if (n == 0) {
            return sent; // It does not block any more.
          }
          sent += n;
        }
      }
      return sent;
    } catch (SocketTimeoutException e) {
      throw Buffers.timedOut(e, sent);
    } catch (ClosedByInterruptException e) {
      socket.interrupted(); // Perhaps the file alone was closed by it.
      throw e;
    }
  }

  /** Gives how many bytes were moved, 0 if none could be in non-blocking mode. */
  private long move(String operation, DescriptorStream.Call call, long timeout) throws IOException {
    try {
      NativeChannel.Call moving = (fd, address, length, flags) -> call.make(fd);
      long n = socket.perform(output, moving, 0, 0, 0, timeout, false);
      if (NativeSocket.is(n, Errno.EAGAIN)) {
        return 0;
      } else if (n < 0 && socket.isOutputShut()) {
        throw socket.closedMeanwhile();
      } else if (n < 0) {
        throw socket.failure(operation, socket.knownRemote(), (int) -n);
      }
      return n;
    } catch (SocketTimeoutException e) {
      throw socket.failure(operation, socket.knownRemote(), e);
    }
  }

  // With attributes.

  long send(Message message) throws IOException {
    long timeout = acquire("sendmsg");
    try {
      requireWritable();
      requirePeer(message.peer());
      return control.prepare(message, socket.transport())
          ? sendAttached(message, timeout)
          : sendBytes(message, timeout);
    } finally {
      output.unlock();
    }
  }

  private void requirePeer(SocketAddress peer) throws IOException {
    if (peer != null
        && !peer.equals(socket.knownRemote())
        && !peer.equals(socket.getRemoteAddress())) {
      throw new AlreadyConnectedException();
    }
  }

  private long sendAttached(Message message, long timeout) throws IOException {
    attached = message;
    try {
      if (message.remaining() == 0) {
        throw new IllegalArgumentException(
            "attributes go with at least one byte of the stream, unix(7), and the message has"
                + " none");
      }
      return sendBytes(message, timeout);
    } finally {
      boolean sent = attached == null;
      attached = null;
      control.sent(message, sent);
      if (sent) {
        message.clearHeader();
      }
    }
  }

  private long sendBytes(Message message, long timeout) throws IOException {
    long before = message.remaining();
    long deadline = Deadline.after(timeout);
    try {
      if (message.bufferCount() == 1) {
        writeFrom(message.payload(), deadline);
      } else {
        gather(message.buffers().toArray(new ByteBuffer[0]), 0, message.bufferCount(), deadline);
      }
    } catch (IOException e) {
      failUnless(message.remaining() < before, "sendmsg", e);
    }
    return before - message.remaining();
  }

  /** The attributes go with the first of these bytes, so that once any are sent they are too. */
  private long sendAttached(long address, int length, long timeout) throws IOException {
    if (header == null) {
      header = new MessageHeader(socket.kind());
    }
    header.payload(address, length).toSend(null, attached);
    long n = perform(Transfers.SendMsg.CALL, header.address(), length, timeout);
    if (n > 0) {
      attached = null;
    }
    return n;
  }
}
