package dev.sockeye.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The option LOCAL of URIs that connect. */
@Timeout(30)
class LocalAddressTest {

  private final Network network = Network.system();

  private Listener<StreamEndpoint> listen(String uri) throws IOException {
    return network.listenStream(EndpointUri.valueOf(uri));
  }

  private StreamEndpoint connect(String host, Listener<?> listener, String local)
      throws IOException {
    return network.connectStream(
        EndpointUri.valueOf("tcp://" + host + ":" + address(listener.getLocalAddress()).getPort())
            .withOption("LOCAL", local));
  }

  private static InetSocketAddress address(Object address) {
    return (InetSocketAddress) address;
  }

  @Test
  void isWhereThePeerSeesTheConnectionComeFrom() throws IOException {
    for (String local : new String[] {"127.0.0.5:0", "127.0.0.5"}) {
      try (Listener<StreamEndpoint> listener = listen("tcp4://127.0.0.1:0");
          StreamEndpoint client = connect("127.0.0.1", listener, local);
          StreamEndpoint accepted = listener.accept()) {
        assertEquals("127.0.0.5", address(accepted.getRemoteAddress()).getHostString());
        assertEquals(accepted.getRemoteAddress(), client.getLocalAddress());
      }
    }
  }

  /** The one that stays in TIME_WAIT is the client's, which closes first. */
  @Test
  void mayNameThePortTimeAfterTime() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (Listener<StreamEndpoint> listener = listen("tcp4://127.0.0.1:0");
        Listener<StreamEndpoint> other = listen("tcp4://127.0.0.1:0")) {
      for (Listener<StreamEndpoint> each : List.of(listener, other)) {
        StreamEndpoint client = connect("127.0.0.1", each, "127.0.0.1:" + port);
        try (StreamEndpoint accepted = each.accept()) {
          assertEquals(port, address(accepted.getRemoteAddress()).getPort());
          client.close();
        }
      }
    }
  }

  @Test
  void decidesWhichAddressesOfANameAreTried() throws IOException {
    try (Listener<StreamEndpoint> listener = listen("tcp://:0");
        StreamEndpoint client = connect("localhost", listener, "127.0.0.1");
        StreamEndpoint accepted = listener.accept()) {
      assertEquals("127.0.0.1", address(client.getRemoteAddress()).getAddress().getHostAddress());
      assertTrue(accepted.isConnected());
    }
  }

  @Test
  void isOfTheFamilyOfThePeer() throws IOException {
    try (Listener<StreamEndpoint> listener = listen("tcp4://127.0.0.1:0")) {
      UnknownHostException e =
          assertThrows(UnknownHostException.class, () -> connect("127.0.0.1", listener, "[::1]:0"));
      assertTrue(
          e.getMessage().contains("the host has no IPv6 address, as LOCAL has"), e::getMessage);
      StreamEndpoint ofAny = connect("127.0.0.1", listener, ":0");
      ofAny.close();
    }
  }

  @Test
  void isAnAddressOfThisHost() throws IOException {
    try (Listener<StreamEndpoint> listener = listen("tcp4://127.0.0.1:0")) {
      IOException e =
          assertThrows(IOException.class, () -> connect("127.0.0.1", listener, "192.0.2.1:0"));
      assertEquals(Errno.EADDRNOTAVAIL, Errno.of(e).orElse(null), e::getMessage);
      IllegalArgumentException bad =
          assertThrows(
              IllegalArgumentException.class, () -> connect("127.0.0.1", listener, "1:2:3"));
      assertTrue(
          bad.getMessage().endsWith(": LOCAL cannot be '1:2:3': write HOST:PORT or [IPV6]:PORT"),
          bad::getMessage);
    }
  }
}
