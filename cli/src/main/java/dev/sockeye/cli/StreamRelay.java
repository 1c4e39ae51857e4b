package dev.sockeye.cli;

import dev.sockeye.server.Connecting;
import dev.sockeye.server.Connection;
import dev.sockeye.server.EventHandler;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One of the two connections between which a relay passes bytes on. */
class StreamRelay extends RelayEnd<Connection> implements EventHandler {

  /** That of a connection that was accepted, and for which another is opened. */
  static final class Accepted extends StreamRelay {
    private final Relay relay;
    private Connecting connecting;

    Accepted(Relay relay) {
      this.relay = relay;
    }

    @Override
    public void opened(Connection client) {
      await(client);
      connecting = client.loop().connect(relay.network(), relay.to(), new Connected(client, this));
    }

    @Override
    public void closed(Connection client, Throwable cause) {
      if (connecting != null) { // else it has not even begun
        connecting.cancel(); // harmless when it is done
      }
      super.closed(client, cause);
    }
  }

  /** That of a connection that is opened for another one. */
  private static final class Connected extends StreamRelay {
    private final Connection client;
    private final Accepted accepted;

    Connected(Connection client, Accepted accepted) {
      this.client = client;
      this.accepted = accepted;
    }

    @Override
    public void opened(Connection server) {
      accepted.join(client, this, () -> server);
    }

    @Override
    public void closed(Connection server, Throwable cause) {
      if (isJoined()) {
        super.closed(server, cause);
      } else { // It was never open, or could not be served.
        client.abort();
      }
    }
  }

  @Override
  public void received(Connection from, ByteBuffer in) {
    isHeard();
    if (!isTargetDeaf()) {
      passOn(in);
    }
    in.position(in.limit());
    if (!isTargetDeaf() && areEndsTold()) {
      from.passOn(target());
    }
  }

  private void passOn(ByteBuffer in) {
    try {
      target().write(in);
      if (target().pending() > 0) {
        targetIsFull();
      }
    } catch (IOException e) {
      targetIsDeaf(); // It, or its closing, has told already.
    }
  }

  @Override
  public void writeFailed(Connection to, IOException cause) {
    takesNoMore();
  }
}
