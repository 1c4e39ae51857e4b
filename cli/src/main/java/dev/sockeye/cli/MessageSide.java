package dev.sockeye.cli;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connected endpoint of messages. */
final class MessageSide implements Side {

  private final MessageEndpoint endpoint;

  MessageSide(MessageEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return endpoint.receive(dst);
  }

  @Override
  public void write(ByteBuffer src) throws IOException {
    endpoint.send(src);
  }

  /** Nothing is done where there is no half of an end. */
  @Override
  public boolean endOutput() throws IOException {
    if (!Schemes.hasHalfClose(endpoint.spec())) {
      return false;
    }
    try {
      endpoint.unwrap(Shutdownable.class).shutdownOutput();
      return true;
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public MessageEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public int chunk() {
    return Schemes.MESSAGE_CHUNK;
  }

  @Override
  public int capacity() {
    return Schemes.MESSAGE_CAPACITY;
  }

  @Override
  public void close() throws IOException {
    endpoint.close();
  }
}
