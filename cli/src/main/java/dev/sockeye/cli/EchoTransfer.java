package dev.sockeye.cli;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Sends data to an echo and takes it back: both at once, or with datagrams, which a full receiver
 * would drop, one at a time.
 */
final class EchoTransfer {

  private static final int CHUNK = 64 * 1024;
  private static final int DATAGRAM = 8 * 1024;

  private final Side side;
  private final boolean lockStep;

  EchoTransfer(Side side, boolean lockStep) {
    this.side = side;
    this.lockStep = lockStep;
  }

  /**
   * Transfers.
   *
   * @param data what to send
   * @param size how much that is
   * @param sent is shown each chunk before it is sent
   * @param returned is shown each chunk that comes back
   */
  void run(
      ReadableByteChannel data, long size, Consumer<ByteBuffer> sent, Consumer<ByteBuffer> returned)
      throws IOException {
    if (lockStep) {
      oneAtATime(data, size, sent, returned);
    } else {
      bothAtOnce(data, size, sent, returned);
    }
  }

  private void oneAtATime(
      ReadableByteChannel data, long size, Consumer<ByteBuffer> sent, Consumer<ByteBuffer> returned)
      throws IOException {
    ByteBuffer there = ByteBuffer.allocateDirect(DATAGRAM);
    ByteBuffer back = ByteBuffer.allocateDirect(side.capacity());
    for (long left = size; left > 0; ) {
      int n = send(data, left, there, sent);
      int m = receive(back, returned);
      if (n != m) {
        throw new IOException("a datagram of " + n + " bytes came back with " + m);
      }
      left -= n;
    }
  }

  private void bothAtOnce(
      ReadableByteChannel data, long size, Consumer<ByteBuffer> sent, Consumer<ByteBuffer> returned)
      throws IOException {
    AtomicReference<Exception> failure = new AtomicReference<>();
    Thread sender = Threads.start("sending", () -> sendAll(data, size, sent, failure));
    try {
      ByteBuffer chunk = ByteBuffer.allocateDirect(side.capacity());
      for (long left = size; left > 0; ) {
        left -= receive(chunk, returned);
      }
      sender.join();
    } catch (IOException e) {
      throw failure.compareAndSet(null, e) ? e : because(failure.get(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
  }

  private void sendAll(
      ReadableByteChannel data,
      long size,
      Consumer<ByteBuffer> sent,
      AtomicReference<Exception> failure) {
    ByteBuffer chunk = ByteBuffer.allocateDirect(Math.min(CHUNK, side.chunk()));
    try {
      for (long left = size; left > 0; ) {
        left -= send(data, left, chunk, sent);
      }
    } catch (IOException | RuntimeException e) {
      if (failure.compareAndSet(null, e)) {
        closeQuietly(e); // wakes the receiver
      }
    }
  }

  private void closeQuietly(Exception why) {
    try {
      side.close();
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  private static IOException because(Exception first, IOException then) {
    first.addSuppressed(then);
    return first instanceof IOException e ? e : new IOException(first.getMessage(), first);
  }

  private int send(ReadableByteChannel data, long left, ByteBuffer chunk, Consumer<ByteBuffer> sent)
      throws IOException {
    chunk.clear().limit((int) Math.min(left, chunk.capacity()));
    if (data.read(chunk) <= 0) {
      throw new EOFException("the file became shorter while it was sent");
    }
    sent.accept(chunk.flip());
    int n = chunk.remaining();
    side.write(chunk);
    return n;
  }

  private int receive(ByteBuffer chunk, Consumer<ByteBuffer> returned) throws IOException {
    int n = readSome(side, chunk.clear());
    returned.accept(chunk.flip());
    return n;
  }

  static int readSome(Side side, ByteBuffer dst) throws IOException {
    int n = side.read(dst);
    if (n < 0) {
      throw new EOFException("the echo ended too early");
    }
    return n;
  }
}
