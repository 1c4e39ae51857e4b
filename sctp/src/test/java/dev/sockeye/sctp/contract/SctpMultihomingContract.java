package dev.sockeye.sctp.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpMultihomed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.NotYetBoundException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sockets with several addresses; Linux has all of 127.0.0.0/8 on the loopback interface. */
public abstract class SctpMultihomingContract extends SctpContract {

  /** Creates the contract; JUnit does. */
  protected SctpMultihomingContract() {}

  private static InetAddress ip(String literal) throws IOException {
    return InetAddress.getByName(literal);
  }

  private static InetSocketAddress at(String literal, int port) throws IOException {
    return new InetSocketAddress(ip(literal), port);
  }

  @Test
  void aListenerHasTheAddressesOfItsUriAndThePeerSeesThem() throws Exception {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1,127.0.0.2,127.0.0.3:0");
    int port = port(listener);
    List<InetSocketAddress> expected =
        List.of(at("127.0.0.1", port), at("127.0.0.2", port), at("127.0.0.3", port));
    assertEquals(expected, listener.unwrap(SctpMultihomed.class).getLocalAddresses());
    MessageEndpoint client = connect("sctp://127.0.0.2:" + port);
    MessageEndpoint accepted = closing(listener.accept());
    List<InetSocketAddress> seen = sctp(client).getRemoteAddresses(0);
    assertEquals(at("127.0.0.2", port), seen.get(0), "the primary path is the first");
    assertEquals(Set.copyOf(expected), Set.copyOf(seen));
    assertEquals(Set.copyOf(expected), Set.copyOf(sctp(accepted).getLocalAddresses()));
    send(client, (byte) 1);
    assertReceives(accepted, (byte) 1);
  }

  @Test
  void aOneToManyEndpointHasTheAddressesOfItsUriAndAnswersAtEach() throws Exception {
    MessageEndpoint server = bind("sctp+seqpacket://127.0.0.1,127.0.0.2:0");
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    assertEquals(
        List.of(at("127.0.0.1", port), at("127.0.0.2", port)), sctp(server).getLocalAddresses());
    for (String host : List.of("127.0.0.1", "127.0.0.2")) {
      MessageEndpoint client = connect("sctp://" + host + ":" + port);
      send(client, (byte) 1);
      assertReceives(server, (byte) 1);
      assertEquals(2, sctp(client).getRemoteAddresses(0).size());
    }
  }

  @Test
  void anAddressThatAUriNamesTwiceIsToldInASentence() {
    for (String uri : List.of("sctp://127.0.0.1,127.0.0.1:0", "sctp://localhost,localhost:0")) {
      IllegalArgumentException twice =
          assertThrows(IllegalArgumentException.class, () -> listen(uri));
      assertTrue(twice.getMessage().startsWith(uri + ": two of the hosts are"), twice::getMessage);
    }
    assertThrows(
        IllegalArgumentException.class, () -> bind("sctp+seqpacket://127.0.0.1,127.0.0.1:0"));
  }

  @Test
  void anEndpointIsBoundToSeveralAddressesInCode() throws Exception {
    Listener<MessageEndpoint> listener = closing(network().listener(Sctp.ONE_TO_ONE));
    assertThrows(
        NotYetBoundException.class,
        () -> listener.unwrap(SctpMultihomed.class).bindAddress(ip("127.0.0.5")));
    listener.bind(at("127.0.0.4", 0));
    listener.unwrap(SctpMultihomed.class).bindAddress(ip("127.0.0.5"));
    assertThrows(
        AlreadyBoundException.class,
        () -> listener.unwrap(SctpMultihomed.class).bindAddress(ip("127.0.0.5")));
    MessageEndpoint client = open();
    client.bind(at("127.0.0.6", 0));
    sctp(client).bindAddress(ip("127.0.0.7")).bindAddress(ip("127.0.0.8"));
    sctp(client).unbindAddress(ip("127.0.0.7"));
    client.connect(listener.getLocalAddress());
    MessageEndpoint accepted = closing(listener.accept());
    int port = ((InetSocketAddress) client.getLocalAddress()).getPort();
    assertEquals(
        Set.of(at("127.0.0.6", port), at("127.0.0.8", port)),
        Set.copyOf(sctp(accepted).getRemoteAddresses(0)));
    assertEquals(at("127.0.0.6", port), client.getLocalAddress());
    assertEquals(2, sctp(client).getRemoteAddresses(0).size());
  }

  @Test
  void theLastAddressAndThoseOfTheWildcardStay() throws Exception {
    MessageEndpoint endpoint = open().bind(at("127.0.0.4", 0));
    assertThrows(
        IllegalArgumentException.class, () -> sctp(endpoint).unbindAddress(ip("127.0.0.4")));
    assertThrows(
        IllegalArgumentException.class, () -> sctp(endpoint).unbindAddress(ip("127.0.0.9")));
    MessageEndpoint all = open().bind(null);
    assertThrows(IllegalStateException.class, () -> sctp(all).bindAddress(ip("127.0.0.4")));
    assertTrue(((InetSocketAddress) all.getLocalAddress()).getAddress().isAnyLocalAddress());
    assertTrue(((InetSocketAddress) all.getLocalAddress()).getPort() > 0);
  }

  @Test
  void thePrimaryPathIsChosen() throws Exception {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1,127.0.0.2:0");
    int port = port(listener);
    MessageEndpoint client = connect("sctp://127.0.0.1:" + port);
    MessageEndpoint accepted = closing(listener.accept());
    assertEquals(at("127.0.0.1", port), sctp(client).getPrimaryAddress(0));
    sctp(client).setPrimaryAddress(0, at("127.0.0.2", port));
    assertEquals(at("127.0.0.2", port), sctp(client).getPrimaryAddress(0));
    assertEquals(at("127.0.0.2", port), sctp(client).getRemoteAddresses(0).get(0));
    assertEquals(at("127.0.0.1", port), client.getRemoteAddress(), "stays what it was");
    assertThrows(
        IOException.class, () -> sctp(client).setPrimaryAddress(0, at("127.0.0.99", port)));
    send(client, (byte) 1);
    assertReceives(accepted, (byte) 1);
    client.sendTo(java.nio.ByteBuffer.allocate(1), at("127.0.0.2", port));
    assertReceives(accepted, (byte) 0);
    assertThrows(
        java.nio.channels.AlreadyConnectedException.class,
        () -> client.sendTo(java.nio.ByteBuffer.allocate(1), at("127.0.0.99", port)));
  }

  @Test
  void theAddressesOfAUriAreTriedInTurn() throws Exception {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.3:0");
    int port = port(listener);
    MessageEndpoint client = connect("sctp://127.0.0.1,127.0.0.2,127.0.0.3:" + port);
    assertEquals(at("127.0.0.3", port), client.getRemoteAddress());
    closing(listener.accept());
    IOException refused =
        assertThrows(IOException.class, () -> connect("sctp://127.0.0.1,127.0.0.2:" + port));
    assertTrue(refused.getMessage().contains("127.0.0.1:" + port), refused::getMessage);
    Throwable other = refused.getSuppressed()[0];
    assertTrue(other.getMessage().contains("127.0.0.2:" + port), other::getMessage);
  }

  @Test
  void anAddressIsAddedWhileConnectedWhereTheKernelHasIt() throws Exception {
    MessageEndpoint client = open().bind(at("127.0.0.6", 0));
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1:0");
    client.connect(listener.getLocalAddress());
    MessageEndpoint accepted = closing(listener.accept());
    sctp(client).bindAddress(ip("127.0.0.7"));
    assertEquals(2, sctp(client).getLocalAddresses().size());
    sctp(client).unbindAddress(ip("127.0.0.7"));
    assertEquals(1, sctp(client).getLocalAddresses().size());
    send(client, (byte) 1);
    assertReceives(accepted, (byte) 1);
  }

  @Test
  void anUnboundClientHasNoAddressTwiceAndNoScopeThatIsNone() throws Exception {
    Listener<MessageEndpoint> listener = listen("sctp://:0");
    int port = port(listener);
    MessageEndpoint client = connect("sctp://127.0.0.1:" + port);
    MessageEndpoint accepted = closing(listener.accept());
    assertEquals(client.getRemoteAddress(), accepted.getLocalAddress());
    assertEquals(client.getLocalAddress(), accepted.getRemoteAddress());
    for (MessageEndpoint endpoint : List.of(client, accepted)) {
      List<InetSocketAddress> all = sctp(endpoint).getRemoteAddresses(0);
      assertEquals(endpoint.getRemoteAddress(), all.get(0));
      assertEquals(new HashSet<>(all).size(), all.size());
      assertFalse(all.toString().contains("%"), all::toString);
      assertEquals(endpoint.getLocalAddress(), sctp(endpoint).getLocalAddresses().get(0));
    }
  }
}
