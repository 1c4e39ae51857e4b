package dev.sockeye.cli;

import dev.sockeye.Errno;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A stream. */
final class StreamSide implements Side {

  private static final int CAPACITY = 64 * 1024;

  private final StreamEndpoint endpoint;

  StreamSide(StreamEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return endpoint.read(dst);
  }

  @Override
  public void write(ByteBuffer src) throws IOException {
    Streams.writeFully(endpoint, src);
  }

  @Override
  public boolean endOutput() throws IOException {
    if (!Schemes.hasHalfClose(endpoint.spec())) {
      return false;
    }
    try {
      endpoint.shutdownOutput();
    } catch (IOException e) {
      if (Errno.of(e).orElse(null) != Errno.ENOTCONN) { // of a connection that the peer has reset
        throw e;
      }
    }
    return true;
  }

  @Override
  public StreamEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public int chunk() {
    return CAPACITY;
  }

  @Override
  public int capacity() {
    return CAPACITY;
  }

  @Override
  public void close() throws IOException {
    endpoint.close();
  }
}
