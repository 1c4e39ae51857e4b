package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.Transport;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a scheme stands for in memory is what its transport says: triple, shape and semantics. */
class SchemesInMemoryTest {

  /** Of the system alone: another's families, and sockets that are open. */
  private static final Set<String> NOT_IN_MEMORY = Set.of("inherited");

  private final MemoryNetwork network = MemoryNetwork.create();

  @Test
  void areThoseOfTheTransports() {
    for (Transport transport : ServiceLoader.load(Transport.class)) {
      if (!NOT_IN_MEMORY.contains(transport.name())) {
        transport.schemes().forEach(this::assertStandsFor);
      }
    }
  }

  private void assertStandsFor(String scheme, SocketSpec<?> spec) {
    assertEquals(Optional.of(spec), network.scheme(scheme).map(SchemeInfo::spec), scheme);
  }
}
