package dev.sockeye.socket;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** What is written to a socket: all of it, or the write throws. */
final class SocketOutput extends OutputStream {

  private final EndpointSocket socket;
  private final StreamEndpoint endpoint;

  // Guarded by the lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayBuffer buffers = new ArrayBuffer();
  private final byte[] single = new byte[1];

  /** Held while the endpoint is not in blocking mode, which a write may notice. */
  private final ReentrantLock mode = new ReentrantLock();

  SocketOutput(EndpointSocket socket, StreamEndpoint endpoint) {
    this.socket = socket;
    this.endpoint = endpoint;
  }

  @Override
  public void write(int b) throws IOException {
    lock.lock();
    try {
      single[0] = (byte) b;
      send(single, 0, 1);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    lock.lock();
    try {
      send(b, off, len);
    } finally {
      lock.unlock();
    }
  }

  private void send(byte[] b, int off, int len) throws IOException {
    if (socket.isClosed()) {
      throw Failures.closed();
    }
    try {
      int sent = 0;
      while (sent < len) {
        sent += sendSome(buffers.of(b, off + sent, len - sent));
      }
    } catch (IOException e) {
      throw Failures.of(e, endpoint.isOpen());
    }
  }

  private int sendSome(ByteBuffer src) throws IOException {
    int n = endpoint.write(src);
    if (n == 0 && !isBlocking()) {
      throw new IllegalBlockingModeException(); // set by who has the endpoint
    }
    return n;
  }

  private boolean isBlocking() {
    mode.lock();
    try {
      return endpoint.isBlocking();
    } finally {
      mode.unlock();
    }
  }

  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /** Runs what is not to wait. No thread may be reading. */
  void whileNotBlocking(Step step) throws IOException {
    mode.lock();
    try {
      endpoint.configureBlocking(false);
      try {
        step.run();
      } finally {
        endpoint.configureBlocking(true);
      }
    } finally {
      mode.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
