package dev.sockeye.network;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.UnknownHostException;

/** What can be told of a URI before it is used. */
record UriCheck(EndpointUri uri, Class<? extends Endpoint> shape) {

  void of(Offer offer) {
    try {
      Offer decided = offer.of(uri);
      requireShape(decided);
      decided.transport().check(decided.spec(), Framing.unframed(uri));
    } catch (UnknownHostException e) {
      return; // It may be known when it is used.
    } catch (IOException e) {
      throw new IllegalArgumentException(told(e), e);
    }
  }

  private String told(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith(uri.toString()) ? message : uri + ": " + message;
  }

  private void requireShape(Offer offer) {
    SocketSpec<?> spec = offer.spec();
    if (shape.isAssignableFrom(spec.shape()) || shape == MessageEndpoint.class) {
      return; // as it is, or framed
    } else if (shape == StreamEndpoint.class) {
      offer.streamSpec(uri); // refuses what makes none
    } else {
      throw new UnsupportedOperationException(
          uri
              + ": "
              + uri.scheme()
              + " makes a "
              + spec.shape().getSimpleName()
              + ", not a "
              + shape.getSimpleName());
    }
  }
}
