package dev.sockeye.network;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;

/** What a URI says of messages framed over a stream. */
final class Framing {

  private Framing() {}

  /**
   * The framing is ours: the transport does not know its option. That is checked and left alone
   * where nothing is framed, so that one URI serves code of either shape. Without options nothing
   * of framing is loaded.
   */
  static EndpointUri unframed(EndpointUri uri) throws IOException {
    if (uri.options().isEmpty()) {
      return uri;
    }
    maxMessageSize(uri);
    return uri.withoutOption(EndpointOptions.MAX_MESSAGE_SIZE.name());
  }

  static int maxMessageSize(EndpointUri uri) throws IOException {
    int limit =
        UriOptions.value(uri, EndpointOptions.MAX_MESSAGE_SIZE)
            .orElse(EndpointOptions.DEFAULT_MAX_MESSAGE_SIZE);
    try {
      return FramedEndpoint.checkLimit(limit);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(uri + ": " + e.getMessage(), e);
    }
  }
}
