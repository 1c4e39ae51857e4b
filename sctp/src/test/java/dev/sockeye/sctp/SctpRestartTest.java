package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.SocketFailure;
import dev.sockeye.testkit.TimeLimit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A peer that is killed on another host while no packet of it gets through, and connects again from
 * the same port: the system keeps the association, RFC 9260, section 5.2.2.
 */
class SctpRestartTest extends SctpCases {

  /**
   * Says "sent" once the other host has it. An abort is all that is sent when it is killed, so that
   * its port is free at once.
   */
  private static final String CLIENT =
      """
      import socket, struct, sys, time
      s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132)
      s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
      s.bind(("10.77.0.2", 7000))
      s.connect(("10.77.0.1", int(sys.argv[1])))
      s.send(sys.argv[2].encode())
      def unacknowledged(): # of struct sctp_status
          return sum(struct.unpack_from("iiIHH", s.getsockopt(132, 14, 176))[3:])
      while unacknowledged():
          time.sleep(0.01)
      print("sent", flush=True)
      try:
          print("received", s.recv(100), flush=True)
      except ConnectionResetError:
          print("reset", flush=True)
      """;

  private static final EndpointUri HERE = EndpointUri.valueOf("sctp://10.77.0.1:0");

  @BeforeEach
  void makePaths() throws IOException {
    Program.needs("python3");
    String why = TwoPaths.unavailable();
    if (why != null) {
      System.out.println("Skipped: " + why);
    }
    Assumptions.assumeTrue(why == null, why);
    closing(TwoPaths.patient());
  }

  private Program client(SocketAddress server, String message) throws IOException {
    String port = Integer.toString(((InetSocketAddress) server).getPort());
    Program client = closing(TwoPaths.start("python3", "-c", CLIENT, port, message));
    client.line(line -> line.equals("sent"));
    return client;
  }

  /** Kills the client in silence, and starts it anew. */
  private Program restarted(Program client, SocketAddress server) throws IOException {
    TwoPaths.cut(0);
    client.close(); // kill -9
    TwoPaths.heal(0);
    return client(server, "new");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  @Test
  @TimeLimit(seconds = 250)
  void aStreamIsResetAndDoesNotGoOnWithWhatTheNewPeerSends() throws Exception {
    Listener<StreamEndpoint> listener = closing(NETWORK.listenStream(HERE));
    Program old = client(listener.getLocalAddress(), "old");
    StreamEndpoint stream = closing(listener.accept());
    ByteBuffer bytes = ByteBuffer.allocate(100);
    assertEquals(3, stream.read(bytes));
    Program anew = restarted(old, listener.getLocalAddress());
    for (int i = 0; i < 2; i++) {
      IOException reset = assertThrows(ConnectionResetException.class, () -> stream.read(bytes));
      assertEquals(
          SocketFailure.sentence(
              "recv",
              "sctp",
              stream.getLocalAddress(),
              stream.getRemoteAddress(),
              "the peer restarted the association (ECONNRESET)"),
          reset.getMessage());
    }
    assertThrows(ConnectionResetException.class, () -> stream.write(ByteBuffer.allocate(1)));
    assertEquals(3, bytes.position());
    stream.close();
    assertEquals("reset", anew.line());
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocking", "timed", "non-blocking"})
  @TimeLimit(seconds = 250)
  void aOneToOneEndpointIsToldOfTheRestartAndBroken(String mode) throws Exception {
    Listener<MessageEndpoint> listener = closing(NETWORK.listenMessages(HERE));
    Program old = client(listener.getLocalAddress(), "old");
    MessageEndpoint endpoint = closing(listener.accept());
    List<SctpEvent> events = eventsOf(endpoint);
    restarted(old, listener.getLocalAddress());
    if (mode.equals("timed")) {
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
    }
    endpoint.configureBlocking(!mode.equals("non-blocking"));
    assertReceives(endpoint, bytes("old")); // what came before is whole
    for (int i = 0; i < 2; i++) {
      assertThrows(
          ConnectionResetException.class, () -> endpoint.receive(ByteBuffer.allocate(100)));
    }
    assertEquals(
        List.of(SctpEvent.AssociationState.COMM_UP, SctpEvent.AssociationState.RESTART),
        states(events));
    assertThrows(ConnectionResetException.class, () -> send(endpoint, (byte) 1));
  }

  @Test
  @TimeLimit(seconds = 250)
  void aOneToManyEndpointIsToldOfTheRestartAndGoesOn() throws Exception {
    MessageEndpoint server = bind("sctp+seqpacket://10.77.0.1:0");
    List<SctpEvent> events = eventsOf(server);
    Program old = client(server.getLocalAddress(), "old");
    assertReceives(server, bytes("old"));
    int association = sctp(server).associations().get(0).id();
    restarted(old, server.getLocalAddress());
    assertReceives(server, bytes("new"));
    assertEquals(SctpEvent.AssociationState.RESTART, states(events).get(1));
    assertEquals(association, sctp(server).associations().get(0).id());
  }
}
