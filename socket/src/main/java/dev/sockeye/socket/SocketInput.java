package dev.sockeye.socket;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** What is read from a socket. */
final class SocketInput extends InputStream {

  /** How much {@link #available} looks for. */
  private static final int AHEAD = 8 * 1024;

  private final EndpointSocket socket;
  private final StreamEndpoint endpoint;
  private final SocketOutput output;

  // All guarded by the lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayBuffer buffers = new ArrayBuffer();
  private final byte[] single = new byte[1];
  private ByteBuffer ahead = ByteBuffer.allocate(0); // from position to limit: not yet asked for
  private IOException failure; // that came while looking ahead; null once told

  SocketInput(EndpointSocket socket, StreamEndpoint endpoint, SocketOutput output) {
    this.socket = socket;
    this.endpoint = endpoint;
    this.output = output;
  }

  @Override
  public int read() throws IOException {
    lock.lock();
    try {
      return receive(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    if (len == 0) {
      return 0;
    }
    lock.lock();
    try {
      return receive(b, off, len);
    } finally {
      lock.unlock();
    }
  }

  private int receive(byte[] b, int off, int len) throws IOException {
    if (socket.isClosed()) {
      throw Failures.closed();
    } else if (socket.isInputShutdown()) {
      return -1;
    } else if (ahead.hasRemaining()) {
      int n = Math.min(len, ahead.remaining());
      ahead.get(b, off, n);
      return n;
    }
    throwFailure();
    try {
      int n = endpoint.read(buffers.of(b, off, len));
      if (n == 0) {
        throw new IllegalBlockingModeException(); // set by who has the endpoint
      }
      return n;
    } catch (IOException e) {
      throw Failures.of(e, endpoint.isOpen());
    }
  }

  private void throwFailure() throws IOException {
    IOException told = failure;
    if (told != null) {
      failure = null;
      throw told;
    }
  }

  /**
   * What can be read without waiting, as far as that was looked for; 0 while another thread reads,
   * since that waits for what there would be.
   */
  @Override
  public int available() throws IOException {
    if (socket.isClosed()) {
      throw Failures.closed();
    } else if (socket.isInputShutdown() || !lock.tryLock()) {
      return 0;
    }
    try {
      if (!ahead.hasRemaining() && failure == null) {
        lookAhead();
      }
      return ahead.remaining();
    } finally {
      lock.unlock();
    }
  }

  private void lookAhead() throws IOException {
    if (ahead.capacity() == 0) {
      ahead = ByteBuffer.allocate(AHEAD);
    }
    ahead.clear();
    try {
      output.whileNotBlocking(() -> endpoint.read(ahead));
    } catch (IOException e) {
      failure = Failures.of(e, endpoint.isOpen());
    } finally {
      ahead.flip();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
