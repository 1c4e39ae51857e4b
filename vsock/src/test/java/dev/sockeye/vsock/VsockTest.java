package dev.sockeye.vsock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What can be tried on a host without virtual machines and without loopback: to bind and listen.
 */
@Timeout(60)
class VsockTest {

  private final Network network = Network.system();

  @BeforeEach
  void needsVsock() {
    Optional<String> why = new VsockTransport().unavailable(Vsock.STREAM);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  @Test
  void listensOnAFreePort() throws IOException {
    try (Listener<StreamEndpoint> one = network.listenStream(EndpointUri.valueOf("vsock://:0"));
        Listener<StreamEndpoint> two = network.listenStream(EndpointUri.valueOf("vsock://:0"))) {
      VsockAddress local = (VsockAddress) one.getLocalAddress();
      assertEquals(VsockAddress.ANY, local.cid());
      assertNotEquals(local, two.getLocalAddress());
    }
  }

  /** {@code shutdown(2)} does not wake it. */
  @Test
  void closeWakesAccept() throws Exception {
    Listener<StreamEndpoint> listener = network.listenStream(EndpointUri.valueOf("vsock://:0"));
    Background<StreamEndpoint> accept = Background.run(listener::accept).awaitBlocked();
    listener.close();
    accept.failure(AsynchronousCloseException.class);
  }

  @Test
  void aMachineWithoutAWayToItselfSaysWhatToDo() throws IOException {
    VsockTransport transport = new VsockTransport();
    boolean there = VsockFixtures.noLoopback().isEmpty();
    assertEquals(there, transport.loopback("vsock", Path.of("unused")).isPresent());
    if (there) {
      assertEquals(Optional.empty(), network.selfTest("vsock"));
    } else {
      Exception e =
          assertThrows(UnsupportedOperationException.class, () -> network.selfTest("vsock"));
      assertTrue(e.getMessage().contains("modprobe vsock_loopback"), e.getMessage());
    }
  }

  @Test
  void itsBuffersKeepToTheirLimits() throws IOException {
    try (MessageEndpoint endpoint = network.socket(Vsock.SEQPACKET)) {
      endpoint.setOption(Vsock.BUFFER_MAX_SIZE, 1L << 20);
      endpoint.setOption(Vsock.BUFFER_SIZE, 1L << 21);
      assertEquals(1L << 20, endpoint.getOption(Vsock.BUFFER_SIZE));
      assertEquals(Duration.ofSeconds(2), endpoint.getOption(Vsock.CONNECT_TIMEOUT));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vsock://1",
        "vsock://host:5000",
        "vsock://1:-1",
        "vsock://:5000",
        "vsock://1:0",
        "vsock://1:4294967296"
      })
  void anAddressThatIsNoneIsExplained(String uri) {
    EndpointUri where = EndpointUri.valueOf(uri);
    Exception e = assertThrows(IllegalArgumentException.class, () -> network.connectStream(where));
    assertTrue(e.getMessage().startsWith(uri + ": "), e.getMessage());
  }
}
