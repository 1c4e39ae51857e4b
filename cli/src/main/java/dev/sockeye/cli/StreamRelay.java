package dev.sockeye.cli;

import dev.sockeye.StreamEndpoint;
import dev.sockeye.server.Connection;
import dev.sockeye.server.EventHandler;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One of the two connections between which a relay passes bytes on. */
class StreamRelay extends RelayEnd<Connection> implements EventHandler {

  /** That of a connection that was accepted, and for which another is opened. */
  static final class Accepted extends StreamRelay {
    private final Relay relay;

    Accepted(Relay relay) {
      this.relay = relay;
    }

    @Override
    public void opened(Connection client) {
      await(client);
      relay.open(client.loop(), relay::openStream, server -> join(client, server), client::abort);
    }

    private void join(Connection client, StreamEndpoint server) {
      StreamRelay other = new StreamRelay();
      join(client, other, () -> client.loop().register(server, other));
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
