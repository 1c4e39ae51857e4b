package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.Transport;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What a scheme stands for in memory is what its transport says: triple, shape and semantics. */
class SchemesInMemoryTest {

  private final MemoryNetwork network = MemoryNetwork.create();

  @Test
  void areThoseOfTheTransports() {
    for (Transport transport : ServiceLoader.load(Transport.class)) {
      if (!transport.name().equals("udplite")) { // which is not in memory
        transport.schemes().forEach(this::assertStandsFor);
      }
    }
  }

  private void assertStandsFor(String scheme, SocketSpec<?> spec) {
    assertEquals(Optional.of(spec), network.scheme(scheme).map(SchemeInfo::spec), scheme);
  }
}
