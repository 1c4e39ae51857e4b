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
  public void received(Connection client, ByteBuffer in) {
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
  public void writeFailed(Connection client, IOException cause) {
    left.writeFailed(client, cause);
  }

  @Override
  public void closed(Connection client, Throwable cause) {
    if (left != null) {
      left.closed(client, cause);
    }
  }

  /** One of the two connections: what comes from it goes to its peer. */
  private static final class Side implements EventHandler {
    private Connection connection;
    private Side peer;
    private boolean ended; // It sends no more.
    private boolean deaf; // It takes no more: what is sent to it is dropped.

    @Override
    public void received(Connection from, ByteBuffer in) {
      if (!peer.deaf) {
        passOn(from, in);
      }
      in.position(in.limit());
    }

    private void passOn(Connection from, ByteBuffer in) {
      try {
        peer.connection.write(in);
        if (peer.connection.pending() > 0) {
          from.pause();
        }
      } catch (IOException e) {
        peer.deaf = true; // It, or its closing, has told already.
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
      endIfOver();
    }

    /** What it has sent already, such as an early answer, is passed on nevertheless. */
    @Override
    public void writeFailed(Connection to, IOException cause) {
      deaf = true;
      peer.connection.resume();
      endIfOver();
    }

    private void endIfOver() {
      if (ended && deaf) {
        connection.close();
        peer.connection.reset();
      } else if (ended && peer.ended) {
        connection.close();
        peer.connection.close();
      }
    }

    @Override
    public void closed(Connection gone, Throwable cause) {
      if (cause == null) {
        peer.connection.close();
      } else {
        peer.connection.reset();
      }
    }
  }
}
