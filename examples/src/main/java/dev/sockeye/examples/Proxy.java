package dev.sockeye.examples;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.server.Connecting;
import dev.sockeye.server.Connection;
import dev.sockeye.server.EventHandler;
import dev.sockeye.server.Server;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Passes streams on from one place to another, of any transports: both connections of a client are
 * on one event loop, and what comes over one is written to the other without a copy or a hand-over.
 */
public final class Proxy {

  private Proxy() {}

  /**
   * Begins to pass on.
   *
   * @param network opens the sockets
   * @param front where clients come to
   * @param back where to
   * @return the proxy
   * @throws IOException if it cannot listen
   */
  public static Server start(Network network, EndpointUri front, EndpointUri back)
      throws IOException {
    return Server.builder(network)
        .serveEvents(front, client -> new Client(network, back))
        .onFailure(failure -> System.err.println(failure))
        .start();
  }

  /** One of the two connections: what it brings goes to the other. */
  private abstract static class Side implements EventHandler {
    Connection other; // null until both are open
    private boolean ended;

    @Override
    public void received(Connection connection, ByteBuffer in) throws IOException {
      other.write(in);
      if (other.pending() > 0) {
        connection.pause(); // until the other has taken it
      }
    }

    @Override
    public void drained(Connection connection) {
      other.resume();
    }

    @Override
    public void ended(Connection connection) {
      ended = true;
      other.shutdownOutput();
      closeIfDone(connection);
    }

    /** An end is passed on as an end, and a break as a break. */
    @Override
    public void closed(Connection connection, Throwable cause) {
      if (other != null && cause == null) {
        other.close();
      } else if (other != null) {
        other.reset();
      }
    }

    abstract Side opposite();

    private void closeIfDone(Connection connection) {
      if (opposite().ended) {
        connection.close(); // whose close closes the other
      }
    }
  }

  private static final class Client extends Side {
    private final Network network;
    private final EndpointUri back;
    private Backend backend;
    private Connecting connecting; // null if it could not even be begun

    Client(Network network, EndpointUri back) {
      this.network = network;
      this.back = back;
    }

    @Override
    public void opened(Connection client) {
      client.pause(); // until there is somebody to pass it on to
      backend = new Backend(this, client);
      connecting = client.loop().connect(network, back, backend);
    }

    @Override
    public void closed(Connection client, Throwable cause) {
      if (connecting != null) {
        connecting.cancel(); // of no effect once it has come to its end
      }
      super.closed(client, cause);
    }

    @Override
    Side opposite() {
      return backend;
    }
  }

  private static final class Backend extends Side {
    private final Client client;

    Backend(Client client, Connection connection) {
      this.client = client;
      other = connection;
    }

    @Override
    public void opened(Connection backend) {
      client.other = backend;
      other.resume();
    }

    @Override
    Side opposite() {
      return client;
    }
  }
}
