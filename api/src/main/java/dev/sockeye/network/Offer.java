package dev.sockeye.network;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Transport;
import java.io.IOException;

/** A socket and the transport that has it. */
record Offer(Transport transport, SocketSpec<?> spec) {

  /** Whether the scheme does not say what the socket is: the URI does. */
  boolean isUndecided() {
    return spec.shape() == Endpoint.class;
  }

  boolean needsAddress() {
    return !isUndecided() && !transport.isAddressOptional(spec);
  }

  Offer of(EndpointUri uri) throws IOException {
    return isUndecided() ? new Offer(transport, transport.spec(uri)) : this;
  }

  boolean isStream() {
    return !spec.keepsBoundaries();
  }

  /** Whether there is, or by the URI may be, a stream of bytes in it. */
  boolean makesStream() {
    return isUndecided() || isStream() || spec.semantics().carriesStream();
  }

  /** The specification, which makes a stream. */
  SocketSpec<?> streamSpec(EndpointUri uri) {
    return isStream() ? spec : messagesForStream(uri);
  }

  StreamEndpoint connectStream(EndpointUri uri) throws IOException {
    return isStream()
        ? FlightRecorder.connect(transport, streams(), uri)
        : new ByteStreamEndpoint(FlightRecorder.connect(transport, messagesForStream(uri), uri));
  }

  Listener<StreamEndpoint> listenStream(EndpointUri uri) throws IOException {
    return isStream()
        ? transport.listen(streams(), uri)
        : new ByteStreamListener(transport.listen(messagesForStream(uri), uri));
  }

  @SuppressWarnings("unchecked") // isStream() says so
  SocketSpec<StreamEndpoint> streams() {
    return (SocketSpec<StreamEndpoint>) spec;
  }

  @SuppressWarnings("unchecked") // an endpoint is of the one shape or of the other
  SocketSpec<MessageEndpoint> messages() {
    return (SocketSpec<MessageEndpoint>) spec;
  }

  SocketSpec<MessageEndpoint> messagesForStream(EndpointUri uri) {
    if (!spec.semantics().carriesStream()) {
      throw new UnsupportedOperationException(
          uri
              + ": "
              + uri.scheme()
              + " carries datagrams, which "
              + (spec.semantics().isReliable()
                  ? "have no connection and no end,"
                  : "may be lost or overtake each other,")
              + " and makes no stream: ask for messages, or choose a stream such as tcp or unix");
    }
    return messages();
  }
}
