package dev.sockeye.memory;

import static dev.sockeye.memory.SctpScene.HERE0;
import static dev.sockeye.memory.SctpScene.THERE0;
import static dev.sockeye.memory.SctpScene.events;
import static dev.sockeye.memory.SctpScene.message;
import static dev.sockeye.memory.SctpScene.numbers;
import static dev.sockeye.memory.SctpScene.sctp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.sctp.Sctp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that breaks off while no path is open, and begins anew from the same address. */
@Timeout(20)
class MemorySctpRestartTest {

  private static final EndpointUri THERE = EndpointUri.valueOf("sctp://10.77.0.2:5000");
  private static final InetSocketAddress SERVER = new InetSocketAddress(THERE0, 5000);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** The path is cut from the first minute to the second. */
  private static SctpScene scene() {
    return new SctpScene(
        FaultPlan.builder().cutPath(HERE0, THERE0, MINUTE, MINUTE.multipliedBy(2)));
  }

  private static MessageEndpoint client(SctpScene scene, int number) throws IOException {
    MessageEndpoint client = scene.network().socket(Sctp.ONE_TO_ONE);
    client.setOption(StandardSocketOptions.SO_LINGER, 0);
    client.bind(new InetSocketAddress(HERE0, 7000)).connect(SERVER);
    client.sendMessage(message(number));
    client.configureBlocking(false);
    return client;
  }

  /** Goes down in silence, and begins anew once the path is open. */
  private static MessageEndpoint restarted(SctpScene scene, MessageEndpoint client)
      throws IOException {
    scene.pass(MINUTE);
    client.close();
    scene.pass(MINUTE);
    return client(scene, 2);
  }

  @Test
  void aOneToOneEndpointIsToldAndBrokenAndReceivesNothingOfTheNewPeer() throws IOException {
    try (SctpScene scene = scene();
        Listener<MessageEndpoint> listener = scene.network().listenMessages(THERE);
        MessageEndpoint old = client(scene, 1)) {
      MessageEndpoint accepted = listener.accept().configureBlocking(false);
      listener.configureBlocking(false);
      List<String> told = events(accepted);
      try (MessageEndpoint anew = restarted(scene, old)) {
        assertEquals(4, accepted.receive(ByteBuffer.allocate(4)), "what came before");
        for (int i = 0; i < 2; i++) {
          assertThrows(
              ConnectionResetException.class, () -> accepted.receive(ByteBuffer.allocate(4)));
        }
        assertThrows(ConnectionResetException.class, () -> accepted.sendMessage(message(3)));
        assertEquals(SelectionKey.OP_READ, ((MemorySocket<?>) accepted).readyOps() & 1);
        assertEquals(List.of("COMM_UP", "RESTART"), told);
        assertNull(listener.accept(), "the association is the one that stands");
        accepted.close();
        assertThrows(ConnectionResetException.class, () -> numbers(anew));
      }
    }
  }

  @Test
  void aStreamIsResetAndNotSpliced() throws IOException {
    try (SctpScene scene = scene();
        Listener<StreamEndpoint> listener = scene.network().listenStream(THERE);
        MessageEndpoint old = client(scene, 1);
        StreamEndpoint accepted = listener.accept()) {
      ByteBuffer bytes = ByteBuffer.allocate(100);
      try (MessageEndpoint anew = restarted(scene, old)) {
        assertEquals(4, accepted.read(bytes));
        assertThrows(ConnectionResetException.class, () -> accepted.read(bytes));
        assertThrows(ConnectionResetException.class, () -> accepted.write(ByteBuffer.allocate(1)));
        assertEquals(4, bytes.position());
        assertTrue(anew.isOpen());
      }
    }
  }

  @Test
  void aOneToManyEndpointIsToldAndGoesOn() throws IOException {
    try (SctpScene scene = scene();
        MessageEndpoint server = scene.network().socket(Sctp.ONE_TO_MANY)) {
      server.bind(SERVER).configureBlocking(false);
      List<String> told = events(server);
      MessageEndpoint old = client(scene, 1);
      assertEquals(List.of(1), numbers(server));
      int association = sctp(server).associations().get(0).id();
      try (MessageEndpoint anew = restarted(scene, old)) {
        assertEquals(List.of(2), numbers(server));
        assertEquals(List.of("COMM_UP", "RESTART"), told);
        assertEquals(association, sctp(server).associations().get(0).id());
        server.sendTo(ByteBuffer.allocate(4).putInt(0, 5), new InetSocketAddress(HERE0, 7000));
        assertEquals(List.of(5), numbers(anew));
      }
    }
  }

  @Test
  void aPeerThatIsGoneAnswersWhatIsSentOrTheNextHeartbeatWithAnAbort() throws IOException {
    for (boolean sends : new boolean[] {true, false}) {
      try (SctpScene scene = scene();
          Listener<MessageEndpoint> listener = scene.network().listenMessages(THERE)) {
        MessageEndpoint old = client(scene, 1);
        MessageEndpoint accepted = listener.accept().configureBlocking(false);
        List<String> told = events(accepted);
        scene.pass(MINUTE);
        old.close();
        assertEquals(List.of(1), numbers(accepted));
        scene.pass(MINUTE);
        if (sends) {
          accepted.sendMessage(message(3));
        } else {
          assertEquals(List.of(), numbers(accepted));
          scene.pass(Duration.ofSeconds(30));
        }
        assertThrows(ConnectionResetException.class, () -> numbers(accepted));
        assertTrue(told.contains("COMM_LOST"), told::toString);
      }
    }
  }
}
