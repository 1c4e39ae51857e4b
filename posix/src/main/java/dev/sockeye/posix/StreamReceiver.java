package dev.sockeye.posix;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.internal.Buffers;
import dev.sockeye.internal.DescriptorStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The input of a stream: {@code recv(2)} for bytes, {@code recvmsg(2)} for several buffers or
 * attributes.
 */
final class StreamReceiver {

  /** How much of a heap buffer is copied at a time. */
  private static final int CHUNK = StreamSender.CHUNK;

  private final NativeStreamEndpoint socket;
  private final Direction input;

  // Guarded by input.lock.
  private ScatterVector vector; // of the first scattered read
  private Receipt receipt; // of the first receive that asked for attributes

  StreamReceiver(NativeStreamEndpoint socket) {
    this.socket = socket;
    input = socket.input;
  }

  int read(ByteBuffer dst) throws IOException {
    return read(dst, 0, "read");
  }

  int peek(ByteBuffer dst) throws IOException {
    return read(dst, Abi.MSG_PEEK, "recv");
  }

  private int read(ByteBuffer dst, int flags, String operation) throws IOException {
    long timeout = acquire(operation);
    try {
      requireReadable(dst);
      return dst.hasRemaining() ? receive(dst, flags, timeout, operation) : 0;
    } finally {
      input.unlock();
    }
  }

  /** Waits for the first byte only. */
  long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    long timeout = acquire("readv");
    try {
      for (int i = offset; i < offset + length; i++) {
        requireReadable(dsts[i]);
      }
      return scatter(dsts, offset, length, timeout);
    } finally {
      input.unlock();
    }
  }

  private long acquire(String operation) throws IOException {
    return socket.acquire(input, socket.receiveTimeout(), operation);
  }

  private long scatter(ByteBuffer[] dsts, int offset, int length, long timeout) throws IOException {
    socket.ensureOpen();
    socket.remoteOrThrow();
    if (vector == null) {
      vector = new ScatterVector(input);
    }
    if (!vector.prepare(dsts, offset, length)) {
      return 0;
    }
    long n = receive(Transfers.RecvMsg.CALL, vector.address(), 0, 0, timeout, "readv");
    if (n > 0) {
      vector.take(dsts, offset, n);
    }
    return n;
  }

  private void requireReadable(ByteBuffer dst) throws IOException {
    socket.ensureOpen();
    socket.remoteOrThrow();
    Buffers.requireWritable(dst);
  }

  private int receive(ByteBuffer dst, int flags, long timeout, String operation)
      throws IOException {
    int length = StreamSender.chunkOf(dst);
    long address = input.staging.addressFor(dst, length);
    int n = (int) receive(Transfers.Recv.CALL, address, length, flags, timeout, operation);
    if (n > 0) {
      input.staging.take(dst, n);
    }
    return n;
  }

  private long receive(
      NativeChannel.Call call, long address, long length, int flags, long timeout, String operation)
      throws IOException {
    if (socket.isInputOver()) {
      return -1;
    }
    try {
      long n = socket.perform(input, call, address, length, flags, timeout, true);
      if (NativeSocket.is(n, Errno.EAGAIN)) {
        return 0;
      } else if (n < 0) {
        throw socket.failure(operation, socket.knownRemote(), (int) -n);
      }
      return n == 0 ? socket.end(operation) : n;
    } catch (SocketTimeoutException e) {
      throw socket.failure(operation, socket.knownRemote(), e);
    }
  }

  /** As {@link DescriptorStream#receiveBy}. */
  long receiveBy(DescriptorStream.Call call) throws IOException {
    long timeout = acquire("splice");
    try {
      socket.ensureOpen();
      socket.remoteOrThrow();
      return receive((fd, address, length, flags) -> call.make(fd), 0, 0, 0, timeout, "splice");
    } finally {
      input.unlock();
    }
  }

  // With attributes.

  long receive(Message message) throws IOException {
    long timeout = acquire("recvmsg");
    try {
      for (int i = 0; i < message.bufferCount(); i++) {
        requireReadable(message.buffer(i));
      }
      return message.remaining() == 0 ? 0 : receive(message, timeout);
    } finally {
      release();
    }
  }

  private void release() {
    try {
      if (receipt != null) {
        receipt.discard();
      }
    } finally {
      input.unlock();
    }
  }

  private long receive(Message message, long timeout) throws IOException {
    boolean single = message.bufferCount() == 1;
    ByteBuffer dst = single ? message.payload() : staged(message);
    int length = StreamSender.chunkOf(dst);
    long n = receiveWithAll(input.staging.addressFor(dst, length), length, timeout);
    if (n > 0) {
      input.staging.take(dst, (int) n);
      if (!single) {
        Buffers.scatter(dst.flip(), message);
      }
      fill(message, receipt.take());
    }
    return n;
  }

  private ByteBuffer staged(Message message) {
    int length = (int) Math.min(CHUNK, message.remaining());
    return input.staging.of(length).bytes.clear().limit(length);
  }

  private long receiveWithAll(long address, int length, long timeout) throws IOException {
    if (receipt == null) {
      receipt = new Receipt(socket.kind());
    }
    MessageHeader header = receipt.header.payload(address, length);
    header.toReceive(false, false, true);
    return receive(receipt, header.address(), length, 0, timeout, "recvmsg");
  }

  /** The bytes are taken from the stream, and so the caller's, also where descriptors are lost. */
  private static void fill(Message message, MessageHeader header) {
    if (header.isControlTruncated()) {
      header.discardControl();
      message.received(null, Message.CONTROL_TRUNCATED);
    } else {
      message.clearHeader();
      header.readControl(message);
    }
  }
}
