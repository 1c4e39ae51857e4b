package dev.sockeye.server;

import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.nio.channels.NoConnectionPendingException;

/** What has become of an endpoint's connect by the time that a loop begins to serve it. */
final class PendingConnect {

  private final MessageEndpoint endpoint;
  private final boolean begun;
  private IOException failure;

  PendingConnect(MessageEndpoint endpoint) {
    this.endpoint = endpoint;
    begun = endpoint.isConnected() || wasBegun(endpoint);
  }

  private boolean wasBegun(MessageEndpoint endpoint) {
    try {
      endpoint.configureBlocking(false); // else it would be waited for
      endpoint.finishConnect();
    } catch (NoConnectionPendingException e) {
      return false;
    } catch (IOException e) {
      failure = e;
    }
    return true;
  }

  /** Whether it was begun: it is done, under way or in vain. */
  boolean isBegun() {
    return begun;
  }

  /** Throws what it has failed with, which the endpoint tells only once. */
  void requireNotFailed() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** Throws for one that exchanges messages with one peer, and has none. */
  void requireUnlessConnectionless() throws IOException {
    if (!begun && endpoint.spec().semantics().isAccepting()) {
      throw new IOException(
          endpoint + " has no peer: connect it first, or listen and serve what is accepted");
    }
  }
}
