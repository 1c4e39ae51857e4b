package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.ThreadKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Addresses come and go while messages are received. */
class SctpAddressChangesTest extends SctpCases {

  private Listener<MessageEndpoint> listener;

  private static InetAddress ip(String literal) throws IOException {
    return InetAddress.getByName(literal);
  }

  private MessageEndpoint connectedFrom(String literal) throws IOException {
    MessageEndpoint client = closing(NETWORK.socket(Sctp.ONE_TO_ONE));
    client.bind(new InetSocketAddress(ip(literal), 0));
    listener = listen("sctp://127.0.0.1:0");
    client.connect(listener.getLocalAddress());
    return client;
  }

  private Background<Integer> receiving(ThreadKind kind, MessageEndpoint endpoint) {
    return inBackground(kind, () -> endpoint.receive(ByteBuffer.allocate(10))).awaitBlocked();
  }

  private static void assertChanges(MessageEndpoint endpoint) throws IOException {
    sctp(endpoint).bindAddress(ip("127.0.0.7"));
    assertEquals(2, sctp(endpoint).getLocalAddresses().size());
    sctp(endpoint).unbindAddress(ip("127.0.0.7"));
    assertEquals(1, sctp(endpoint).getLocalAddresses().size());
  }

  @Test
  void besideAThreadThatReceivesWithATimeoutOrIsVirtual() throws Exception {
    for (ThreadKind kind : ThreadKind.available()) {
      MessageEndpoint client = connectedFrom("127.0.0.6");
      if (kind == ThreadKind.PLATFORM) {
        client.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
      }
      Background<Integer> receiving = receiving(kind, client);
      assertChanges(client);
      send(closing(listener.accept()), (byte) 1);
      assertEquals(1, receiving.result());
    }
  }

  /** The JDK lets nobody in then: the change waits for a message, but not beyond its own time. */
  @Test
  void aChangeWaitsForAThreadThatReceivesWithoutATimeoutAndNoLongerThanItMay() throws Exception {
    MessageEndpoint client = connectedFrom("127.0.0.6");
    MessageEndpoint accepted = closing(listener.accept());
    send(accepted, (byte) 1);
    assertReceives(client, (byte) 1);
    Background<Integer> receiving = receiving(ThreadKind.PLATFORM, client);
    client.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(100));
    SocketTimeoutException told =
        assertThrows(SocketTimeoutException.class, () -> sctp(client).bindAddress(ip("127.0.0.7")));
    assertTrue(told.getMessage().contains("set timeouts before"), told::getMessage);
    client.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ZERO);
    Background<SctpEndpoint> change =
        inBackground(() -> sctp(client).bindAddress(ip("127.0.0.7"))).awaitBlocked();
    send(accepted, (byte) 2);
    assertEquals(1, receiving.result());
    change.result();
    assertEquals(2, sctp(client).getLocalAddresses().size());
  }

  @Test
  void closeEndsAChangeThatWaits() throws Exception {
    MessageEndpoint client = connectedFrom("127.0.0.6");
    Background<Integer> receiving = receiving(ThreadKind.PLATFORM, client);
    Background<SctpEndpoint> change =
        inBackground(() -> sctp(client).bindAddress(ip("127.0.0.7"))).awaitBlocked();
    client.close();
    change.failure(java.nio.channels.AsynchronousCloseException.class);
    receiving.failure(java.nio.channels.AsynchronousCloseException.class);
  }

  @Test
  void aListenerTakesAnotherAddressWhileItAccepts() throws Exception {
    Listener<MessageEndpoint> listening = listen("sctp://127.0.0.1:0");
    Background<MessageEndpoint> accepting = inBackground(listening::accept).awaitBlocked();
    listening.unwrap(SctpMultihomed.class).bindAddress(ip("127.0.0.2"));
    connect("sctp://127.0.0.2:" + port(listening));
    closing(accepting.result());
  }

  @Test
  void aOneToManyEndpointTakesAnotherAddressWhileItReceives() throws Exception {
    MessageEndpoint server = bind("sctp+seqpacket://127.0.0.1:0");
    server.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
    Background<Integer> receiving = receiving(ThreadKind.PLATFORM, server);
    sctp(server).bindAddress(ip("127.0.0.2"));
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    send(connect("sctp+seqpacket://127.0.0.2:" + port), (byte) 1);
    assertEquals(1, receiving.result());
  }

  /** The JDK counts only what was bound through the channel itself. */
  @Test
  void anAcceptedEndpointGivesUpOnlyAddressesThatItWasGiven() throws Exception {
    Listener<MessageEndpoint> listening = listen("sctp://127.0.0.1,127.0.0.2:0");
    connect("sctp://127.0.0.1:" + port(listening));
    MessageEndpoint accepted = closing(listening.accept());
    assertEquals(2, sctp(accepted).getLocalAddresses().size());
    assertThrows(
        IllegalArgumentException.class, () -> sctp(accepted).unbindAddress(ip("127.0.0.2")));
    sctp(accepted).bindAddress(ip("127.0.0.3")).bindAddress(ip("127.0.0.4"));
    sctp(accepted).unbindAddress(ip("127.0.0.3"));
    assertEquals(3, sctp(accepted).getLocalAddresses().size());
  }
}
