package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.network.TransportNetwork;
import dev.sockeye.spi.Transport;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Where a transport is missing, what its schemes are found in is what it would say itself. */
class ArtifactHintTest {

  private final Network withoutTransports = new TransportNetwork(List.of());

  @Test
  void eachSchemeNamesTheArtifactOfItsTransport() {
    for (Transport transport : ServiceLoader.load(Transport.class)) {
      String module = transport.getClass().getPackageName().replaceFirst(".*\\.", "");
      transport.schemes().keySet().forEach(scheme -> assertHint(scheme, "sockeye-" + module));
    }
  }

  private void assertHint(String scheme, String artifact) {
    EndpointUri uri = EndpointUri.valueOf(scheme + ":any");
    String told =
        assertThrows(IllegalArgumentException.class, () -> withoutTransports.connectMessages(uri))
            .getMessage();
    assertTrue(told.contains(": add its artifact, dev.sockeye:" + artifact + " if"), told);
  }
}
