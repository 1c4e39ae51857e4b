package dev.sockeye.testkit;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.Semantics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Where the sockets of a scheme can meet on this machine, for tests that are about every scheme
 * which a network has.
 */
public final class Places {

  /** Any; below 64 are names that the system has. */
  private static final int TIPC_TYPE = 18_000;

  private Places() {}

  /**
   * An address to listen at, or to bind to where there are no connections: {@link
   * Network#loopback}, or of TIPC, which has services and no machines, a service.
   *
   * @param network whose scheme it is
   * @param scheme the scheme
   * @param free a path where nothing is; another path gives another place
   * @return the address; empty if its sockets have no place of that kind
   */
  public static Optional<EndpointUri> find(Network network, String scheme, Path free) {
    return network.loopback(scheme, free).or(() -> service(scheme, free));
  }

  private static Optional<EndpointUri> service(String scheme, Path free) {
    String instance = Integer.toUnsignedString(free.hashCode());
    return scheme.startsWith("tipc")
        ? Optional.of(EndpointUri.valueOf(scheme + ":" + TIPC_TYPE + ":" + instance))
        : Optional.empty();
  }

  /**
   * Skips the test, and prints why, where the address cannot be used: the system may not have the
   * family, or, as with vsock, the family and no way to itself.
   *
   * @param network where to use it
   * @param uri the address
   * @return the address
   */
  public static EndpointUri require(Network network, EndpointUri uri) {
    network
        .scheme(uri.scheme())
        .flatMap(SchemeInfo::unavailable)
        .or(() -> refusal(network, uri))
        .ifPresent(Places::skip);
    return uri;
  }

  private static Optional<String> refusal(Network network, EndpointUri uri) {
    try {
      Semantics semantics = network.spec(uri).semantics();
      (semantics.isAccepting() ? network.listenMessages(uri) : network.bindMessages(uri)).close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static void skip(String why) {
    System.out.println("Skipped: " + why);
    Assumptions.abort(why);
  }
}
