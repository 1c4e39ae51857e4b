package dev.sockeye.cli;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.server.MessageHandler;
import dev.sockeye.server.MessageSocket;
import dev.sockeye.server.Request;
import java.io.IOException;

/** One of the two sockets between which a relay passes messages on, each as one. */
class MessageRelay extends RelayEnd<MessageSocket> implements MessageHandler {

  private final Relay relay;

  MessageRelay(Relay relay) {
    this.relay = relay;
  }

  /** That of a connection that was accepted, and for which another is opened. */
  static final class Accepted extends MessageRelay {
    private final Relay relay;

    Accepted(Relay relay) {
      super(relay);
      this.relay = relay;
    }

    @Override
    public void opened(MessageSocket client) {
      await(client);
      relay.open(client.loop(), relay::openMessages, server -> join(client, server), client::abort);
    }

    private void join(MessageSocket client, MessageEndpoint server) {
      MessageRelay other = new MessageRelay(relay);
      join(client, other, () -> client.loop().register(server, other));
    }
  }

  @Override
  public void handle(Request request) throws IOException {
    isHeard();
    if (!isTargetDeaf()) {
      passOn(request);
    }
  }

  private void passOn(Request request) throws IOException {
    try {
      Passing.on(request.message(), request.endpoint(), target(), null);
      if (!target().isDrained()) {
        targetIsFull();
      }
    } catch (MessageTooLargeException e) {
      throw e; // What comes after it must not seem to follow what came before.
    } catch (IOException e) {
      if (hasDatagrams(target())) {
        relay.failed("send", e); // The next one may find its receiver.
      } else {
        targetIsDeaf(); // It, or its closing, has told already.
      }
    }
  }

  @Override
  public void sendFailed(MessageSocket to, IOException cause) {
    takesNoMore();
  }

  private static boolean hasDatagrams(MessageSocket socket) {
    return !socket.endpoint().spec().semantics().isConnectionOriented();
  }
}
