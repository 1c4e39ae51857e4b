package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.Closeable;
import java.io.IOException;

/** One that reads only when it is told to. */
final class Peer implements Closeable {
  private final EndpointUri uri;
  private final Listener<MessageEndpoint> listener; // null for datagrams
  private MessageEndpoint endpoint;

  Peer(Network network, EndpointUri uri) throws IOException {
    this.uri = uri;
    if (uri.scheme().endsWith("dgram")) {
      listener = null;
      endpoint = network.bindMessages(uri);
    } else {
      listener = network.listenMessages(uri);
    }
  }

  EndpointUri uri() {
    return uri;
  }

  MessageEndpoint endpoint() throws IOException {
    if (endpoint == null) {
      endpoint = listener.accept();
    }
    return endpoint;
  }

  /** Receives so many, which must be these. */
  void expect(String text, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      assertEquals(text + i, Clients.receive(endpoint()));
    }
  }

  @Override
  public void close() throws IOException {
    endpoint().close();
    if (listener != null) {
      listener.close();
    }
  }
}
