package dev.sockeye.network;

import dev.sockeye.Endpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.Transport;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The transports on the class path or module path. */
final class Present {

  private final List<Transport> transports = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  Present() {
    Iterator<Transport> providers =
        ServiceLoader.load(Transport.class, Present.class.getClassLoader()).iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          break;
        }
        add(providers.next());
      } catch (ServiceConfigurationError e) {
        failures.add(e.getMessage()); // The others work without it.
      }
    }
  }

  private void add(Transport transport) {
    int place = transports.size();
    while (place > 0 && compare(transport, transports.get(place - 1)) < 0) {
      place--;
    }
    transports.add(place, transport);
  }

  /**
   * Providers come in any order. That of the protocol numbers is the same everywhere, and makes TCP
   * (6) and not SCTP (132) the default of (AF_INET, SOCK_STREAM, 0), as the system has it.
   */
  private static int compare(Transport one, Transport other) {
    int byProtocol = Integer.compare(protocol(one), protocol(other));
    return byProtocol != 0 ? byProtocol : one.name().compareTo(other.name());
  }

  private static int protocol(Transport transport) {
    for (SocketSpec<?> spec : transport.schemes().values()) {
      return spec.shape() == Endpoint.class ? Integer.MAX_VALUE : spec.protocol().number();
    }
    return Integer.MAX_VALUE;
  }

  List<Transport> transports() {
    return transports;
  }

  /** What was said of transports that could not be loaded. */
  List<String> failures() {
    return failures;
  }
}
