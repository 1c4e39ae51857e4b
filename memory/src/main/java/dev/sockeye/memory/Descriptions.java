package dev.sockeye.memory;

import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.Transport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The transports of the system that are present, of which memory takes the description of what it
 * does not know itself: schemes, triples, addresses, options. None of them is opened.
 */
final class Descriptions {

  private static final Map<String, AbstractTransport> BY_NAME = new HashMap<>();

  static {
    for (Transport transport :
        ServiceLoader.load(Transport.class, Descriptions.class.getClassLoader())) {
      if (transport instanceof AbstractTransport described) {
        BY_NAME.put(transport.name(), described);
      }
    }
  }

  private Descriptions() {}

  static Optional<AbstractTransport> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }
}
