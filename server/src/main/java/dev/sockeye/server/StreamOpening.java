package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.inet.PromptNetwork;
import java.io.IOException;
import java.util.Objects;

/** Connects streams by a network. */
record StreamOpening(Network network) implements Dial.Opening<StreamEndpoint> {

  StreamOpening {
    Objects.requireNonNull(network, "network");
  }

  @Override
  public StreamEndpoint open(EndpointUri uri) throws IOException {
    return network.connectStream(uri);
  }

  @Override
  public StreamEndpoint begin(EndpointUri uri) throws IOException {
    return network instanceof PromptNetwork prompt ? prompt.beginStream(uri) : null;
  }
}
