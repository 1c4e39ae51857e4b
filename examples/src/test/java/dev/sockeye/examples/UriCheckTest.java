package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a URI when a program starts, on the system and in memory. */
@Timeout(30)
class UriCheckTest {

  private interface Check {
    void on(Network network) throws IOException;
  }

  private static void onBoth(Check check) throws IOException {
    check.on(Network.system());
    try (MemoryNetwork memory = MemoryNetwork.create()) {
      check.on(memory);
      assertEquals(0, memory.openSockets(), "what was opened to ask is closed");
    }
  }

  private static void check(Network network, String uri, Class<? extends Endpoint> shape) {
    network.check(EndpointUri.valueOf(uri), shape);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://no.such.host.invalid:80?SO_RCVTIMEO=5s&BACKLOG=5",
        "tcp://:80",
        "tcp6://[::1]:80?LOCAL=[::1]:0&TCP_NODELAY=on",
        "udp://239.1.2.3:5000?IP_ADD_MEMBERSHIP=239.1.2.3&IP_MULTICAST_TTL=3",
        "udp://cellar.invalid:80?LOCAL=attic.invalid:90",
        "unix:/no/such/folder/socket?MODE=0600&BACKLOG=1",
        "unix+dgram:@abstract",
        "unix+seqpacket:relative?SO_PASSCRED=on&MAX_MESSAGE_SIZE=64k",
        "sctp://10.0.0.1,10.1.0.1:5000?SCTP_INIT_MAXSTREAMS=16:16",
        "sctp+seqpacket://:5000?SCTP_NODELAY=off",
        "vsock://:5000?SO_RCVTIMEO=1s",
        "tipc:18888:17",
        "raw4://127.0.0.1:icmp",
        "netlink:route?SO_RCVBUF=1m",
        "packet:?SO_RCVTIMEO=1s",
        "ping4://127.0.0.1"
      })
  void whatMayBeUsedPasses(String uri) throws IOException {
    onBoth(
        network -> {
          check(network, uri, Endpoint.class);
          check(network, uri, MessageEndpoint.class);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vsock://2 | vsock://2: ",
        "tipc:x | tipc:x: ",
        "netlink:rout | netlink:rout: ",
        "raw4://127.0.0.1:icpm | raw4://127.0.0.1:icpm: ",
        "ping4: | ping4: ",
        "sctp://h:1:2 | sctp://h:1:2: an IPv6 address needs brackets",
        "tcp://h:1?LOCAL=::1 | tcp://h:1?LOCAL=::1: LOCAL cannot be '::1': write HOST:PORT",
        "udplite4://[::1]:1 | udplite4://[::1]:1: '::1' has no IPv4 address",
        "unix+seqpacket:/a?BACKLOGG=1 | unix+seqpacket:/a?BACKLOGG=1: unknown option BACKLOGG: did",
        "unix:/a?ALLOW_UID=me | unix:/a?ALLOW_UID=me: ALLOW_UID cannot be 'me': "
      })
  void eachTransportLooksAtItsOwn(String uri, String told) throws IOException {
    Network network = Network.system();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> check(network, uri, MessageEndpoint.class));
    assertTrue(e.getMessage().startsWith(told.strip()), e::getMessage);
  }

  /** What could never be connected from is told before it is tried. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp4://h:1?LOCAL=[::1]:0",
        "tcp6://h:1?LOCAL=127.0.0.1",
        "udp4://127.0.0.1:1?LOCAL=[::1]:0",
        "udplite6://[::1]:1?LOCAL=127.0.0.1"
      })
  void whereToConnectFromIsOfTheSchemesFamily(String uri) throws IOException {
    onBoth(
        network -> {
          IllegalArgumentException e =
              assertThrows(
                  IllegalArgumentException.class, () -> check(network, uri, MessageEndpoint.class));
          assertTrue(e.getMessage().startsWith(uri + ": '"), e::getMessage);
        });
  }

  @Test
  void aShapeThatCannotBeHadIsRefusedWithTheReason() throws IOException {
    onBoth(
        network -> {
          UnsupportedOperationException e =
              assertThrows(
                  UnsupportedOperationException.class,
                  () -> check(network, "udp://h:1", StreamEndpoint.class));
          assertEquals(
              "udp://h:1: udp carries datagrams, which may be lost or overtake each other, and"
                  + " makes no stream: ask for messages, or choose a stream such as tcp or unix",
              e.getMessage());
          check(network, "unix+seqpacket:/a", StreamEndpoint.class);
          check(network, "tcp://h:1", MessageEndpoint.class);
        });
  }

  @Test
  void aLayerIsLookedAtBeforeAnythingIsReached(@TempDir Path folder) {
    Network network = Network.system();
    assertDoesNotThrow(() -> check(network, "tls+tcp://example.org:443", StreamEndpoint.class));
    for (String wrong :
        List.of(
            "tls+tcp://h:1?CAFILE=" + folder.resolve("none.pem"),
            "tls+tcp://h:1?MIN_VERSION=TLSv9",
            "tls+tcp://h",
            "tls+tcp://h:1?TCP_NODELAI=on",
            "tls+udp://h:1",
            "tls+tpc://h:1")) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> check(network, wrong, StreamEndpoint.class));
      assertTrue(e.getMessage().startsWith(wrong + ": "), e::getMessage);
    }
  }

  /** All that a network says of itself passes its own check. */
  @Test
  void everyLoopbackAddressPasses(@TempDir Path folder) throws IOException {
    onBoth(
        network -> {
          for (SchemeInfo scheme : network.schemes()) {
            Optional<EndpointUri> uri = network.loopback(scheme.scheme(), folder.resolve("free"));
            uri.ifPresent(some -> network.check(some, MessageEndpoint.class));
          }
        });
  }

  @Test
  void nothingIsBoundOrMet() throws IOException {
    EndpointUri uri = EndpointUri.valueOf("tcp://db.internal:5432?BACKLOG=1");
    try (MemoryNetwork network = MemoryNetwork.create();
        Listener<StreamEndpoint> listener = network.listenStream(uri)) {
      network.check(uri, StreamEndpoint.class);
      assertEquals(1, network.openSockets());
      assertTrue(listener.isOpen());
    }
  }
}
