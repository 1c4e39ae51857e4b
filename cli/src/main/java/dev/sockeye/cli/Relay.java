package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.server.Connection;
import dev.sockeye.server.EventHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/**
 * One connection that was accepted and the one that it is passed on to, served by the same event
 * loop. Each way goes no faster than its receiver reads, and ends by itself.
 */
final class Relay implements EventHandler {

  private final Network network;
  private final EndpointUri to;
  private final Executor connecting;
  private final Complaints complaints;
  private Side left;

  /**
   * Creates a relay.
   *
   * @param connecting has threads to connect on, which may take long
   */
  Relay(Network network, EndpointUri to, Executor connecting, Complaints complaints) {
    this.network = network;
    this.to = to;
    this.connecting = connecting;
    this.complaints = complaints;
  }

  @Override
  public void opened(Connection client) {
    client.hold(); // Only its end tells whether all is answered.
    client.pause();
    connecting.execute(() -> connect(client));
  }

  private void connect(Connection client) {
    try {
      StreamEndpoint server = network.connectStream(to);
      client.loop().execute(() -> join(client, server));
    } catch (IOException | RuntimeException e) {
      complaints.tell(e);
      client.loop().execute(client::abort);
    }
  }

  private void join(Connection client, StreamEndpoint endpoint) {
    left = new Side();
    Side right = new Side();
    left.peer = right;
    right.peer = left;
    left.connection = client;
    right.connection = client.loop().register(endpoint, right);
    right.connection.hold();
    client.resume();
  }

  @Override
  public void received(Connection client, ByteBuffer in) throws IOException {
    left.received(client, in);
  }

  @Override
  public void drained(Connection client) {
    left.drained(client);
  }

  @Override
  public void ended(Connection client) {
    left.ended(client);
  }

  @Override
  public void closed(Connection client, Throwable cause) {
    if (left != null) {
      left.closed(client, cause);
    }
  }

  /** One of the two connections. */
  private static final class Side implements EventHandler {
    private Connection connection;
    private Side peer;
    private boolean ended;

    @Override
    public void received(Connection from, ByteBuffer in) throws IOException {
      peer.connection.write(in);
      if (peer.connection.pending() > 0) {
        from.pause();
      }
    }

    @Override
    public void drained(Connection to) {
      peer.connection.resume();
    }

    @Override
    public void ended(Connection from) {
      ended = true;
      peer.connection.shutdownOutput();
      if (peer.ended) {
        connection.close();
        peer.connection.close();
      }
    }

    @Override
    public void closed(Connection gone, Throwable cause) {
      if (cause == null) {
        peer.connection.close();
      } else {
        peer.connection.abort();
      }
    }
  }
}
