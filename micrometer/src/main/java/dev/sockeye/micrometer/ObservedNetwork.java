package dev.sockeye.micrometer;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.network.ForwardingNetwork;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.util.Objects;

/**
 * A network whose connects by URI are observations, {@code sockeye.connect}: timed, counted and
 * traced, with the failure if they fail. The keys are {@code scheme} and {@code shape} ({@code
 * stream} or {@code messages}), and, of high cardinality, {@code uri}, without its options.
 *
 * <pre>{@code
 * Network network = ObservedNetwork.over(Network.system(), observations);
 * }</pre>
 */
public final class ObservedNetwork extends ForwardingNetwork {

  private final ObservationRegistry observations;

  private ObservedNetwork(Network network, ObservationRegistry observations) {
    super(network);
    this.observations = Objects.requireNonNull(observations, "observations");
  }

  /**
   * Observes the connects of a network.
   *
   * @param network does all the work
   * @param observations is told
   * @return the network
   */
  public static ObservedNetwork over(Network network, ObservationRegistry observations) {
    return new ObservedNetwork(network, observations);
  }

  @Override
  public StreamEndpoint connectStream(EndpointUri uri) throws IOException {
    Observation.CheckedCallable<StreamEndpoint, IOException> call =
        () -> network().connectStream(uri);
    return connect("stream", uri).observeChecked(call);
  }

  @Override
  public MessageEndpoint connectMessages(EndpointUri uri) throws IOException {
    Observation.CheckedCallable<MessageEndpoint, IOException> call =
        () -> network().connectMessages(uri);
    return connect("messages", uri).observeChecked(call);
  }

  private Observation connect(String shape, EndpointUri uri) {
    return Observation.createNotStarted("sockeye.connect", observations)
        .contextualName("connect " + uri.scheme())
        .lowCardinalityKeyValue("scheme", uri.scheme())
        .lowCardinalityKeyValue("shape", shape)
        .highCardinalityKeyValue("uri", uri.withoutOptions().toString());
  }
}
