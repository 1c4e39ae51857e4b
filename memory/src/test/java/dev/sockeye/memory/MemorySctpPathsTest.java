package dev.sockeye.memory;

import static dev.sockeye.memory.SctpScene.HERE0;
import static dev.sockeye.memory.SctpScene.HERE1;
import static dev.sockeye.memory.SctpScene.THERE0;
import static dev.sockeye.memory.SctpScene.THERE1;
import static dev.sockeye.memory.SctpScene.events;
import static dev.sockeye.memory.SctpScene.message;
import static dev.sockeye.memory.SctpScene.numbers;
import static dev.sockeye.memory.SctpScene.sctp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.faults.FaultPlanBuilder;
import dev.sockeye.sctp.Sctp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several addresses, and paths that fail. */
@Timeout(20)
class MemorySctpPathsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private static FaultPlanBuilder cut0(Duration from, Duration until) {
    return FaultPlan.builder().cutPath(HERE0, THERE0, from, until);
  }

  private static FaultPlanBuilder cutBoth(Duration from, Duration until) {
    return cut0(from, until).cutPath(THERE1, HERE1, from, until);
  }

  private static void send(MessageEndpoint endpoint, int... numbers) throws IOException {
    for (int number : numbers) {
      assertEquals(4, endpoint.sendMessage(message(number)));
    }
  }

  private static InetSocketAddress senderOfNext(MessageEndpoint endpoint) throws IOException {
    Message message = Message.allocate(10);
    assertEquals(4, endpoint.receiveMessage(message));
    return (InetSocketAddress) message.peer();
  }

  @Test
  void thePeerPrefersTheAddressThatItIsAskedTo() throws IOException {
    try (SctpScene scene = new SctpScene(FaultPlan.builder());
        EndpointPair<MessageEndpoint> pair = scene.multihomedPair()) {
      List<String> told = events(pair.first());
      InetSocketAddress second = new InetSocketAddress(THERE1, 5000);
      sctp(pair.second()).setPeerPrimaryAddress(0, second);
      assertEquals(second, sctp(pair.first()).getPrimaryAddress(0));
      assertEquals(List.of(), numbers(pair.first()));
      assertEquals(List.of("COMM_UP", "MADE_PRIMARY 10.78.0.2"), told);
      IOException notOurs =
          assertThrows(
              IOException.class,
              () ->
                  sctp(pair.second()).setPeerPrimaryAddress(0, new InetSocketAddress(HERE0, 5000)));
      assertEquals(Optional.of(Errno.EADDRNOTAVAIL), Errno.of(notOurs));
    }
  }

  @Test
  void whatWouldTakeACutPathTakesAnotherAndEventsTell() throws IOException {
    try (SctpScene scene = new SctpScene(cut0(HOUR, HOUR.plus(HOUR)));
        EndpointPair<MessageEndpoint> pair = scene.multihomedPair()) {
      List<String> told = events(pair.first());
      send(pair.first(), 1);
      assertEquals(HERE0, senderOfNext(pair.second()).getAddress());
      scene.pass(HOUR);
      send(pair.first(), 2);
      assertEquals(List.of(), numbers(pair.second()), "lost on the path");
      scene.pass(SECOND);
      assertEquals(List.of(2), numbers(pair.second()), "sent again on the other");

      scene.pass(Duration.ofSeconds(62));
      assertEquals(List.of(), numbers(pair.first()));
      assertEquals(List.of("COMM_UP", "UNREACHABLE 10.77.0.2"), told);
      send(pair.first(), 3);
      assertEquals(HERE1, senderOfNext(pair.second()).getAddress(), "at once");

      scene.pass(HOUR.plusSeconds(30));
      assertEquals(List.of(), numbers(pair.first()));
      assertEquals(List.of("COMM_UP", "UNREACHABLE 10.77.0.2", "AVAILABLE 10.77.0.2"), told);
      send(pair.first(), 4);
      assertEquals(HERE0, senderOfNext(pair.second()).getAddress(), "the primary path again");
    }
  }

  @Test
  void tenThousandMessagesSurviveACutPath() throws IOException {
    try (SctpScene scene = new SctpScene(cut0(MINUTE, MINUTE.plus(MINUTE).plus(MINUTE)));
        EndpointPair<MessageEndpoint> pair = scene.multihomedPair()) {
      List<Integer> arrived = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        send(pair.first(), i);
        scene.pass(Duration.ofMillis(25));
        arrived.addAll(numbers(pair.second()));
      }
      scene.pass(SECOND);
      arrived.addAll(numbers(pair.second()));

      assertEquals(IntStream.range(0, 10_000).boxed().toList(), arrived);
    }
  }

  @Test
  void whenAllPathsAreCutMessagesWaitForTheFirstToBeOpen() throws IOException {
    try (SctpScene scene = new SctpScene(cutBoth(SECOND, MINUTE));
        EndpointPair<MessageEndpoint> pair = scene.multihomedPair()) {
      scene.pass(SECOND);
      send(pair.first(), 1, 2);
      scene.pass(Duration.ofSeconds(58));
      assertEquals(List.of(), numbers(pair.second()));
      scene.pass(SECOND);
      assertEquals(List.of(1, 2), numbers(pair.second()));
      send(pair.first(), 3);
      assertEquals(List.of(3), numbers(pair.second()));
    }
  }

  @Test
  void anEndWaitsForAPathToo() throws IOException {
    try (SctpScene scene = new SctpScene(cutBoth(SECOND, MINUTE));
        EndpointPair<MessageEndpoint> pair = scene.multihomedPair()) {
      List<String> told = events(pair.second());
      scene.pass(SECOND);
      send(pair.first(), 1);
      pair.first().close();
      ByteBuffer buffer = ByteBuffer.allocate(4);
      assertEquals(MessageEndpoint.WOULD_BLOCK, pair.second().receive(buffer));
      scene.pass(MINUTE);
      assertEquals(4, pair.second().receive(buffer));
      assertEquals(MessageEndpoint.END_OF_INPUT, pair.second().receive(buffer));
      assertEquals(List.of("COMM_UP", "Shutdown", "SHUTDOWN_COMPLETE"), told);
    }
  }

  @Test
  void whenAllPathsStayCutTheAssociationIsLost() throws IOException {
    try (SctpScene scene = new SctpScene(cutBoth(SECOND, HOUR));
        EndpointPair<MessageEndpoint> pair = scene.multihomedPair()) {
      List<String> told = events(pair.first());
      scene.pass(SECOND);
      send(pair.first(), 7);
      scene.pass(Duration.ofSeconds(279));
      assertEquals(List.of(), numbers(pair.first()));
      scene.pass(SECOND);

      SocketErrnoException lost =
          assertThrows(SocketErrnoException.class, () -> numbers(pair.first()));
      assertEquals(Errno.ETIMEDOUT, lost.errno());
      assertEquals(
          List.of(
              "COMM_UP", "UNREACHABLE 10.77.0.2", "UNREACHABLE 10.78.0.2", "COMM_LOST", "failed 7"),
          told);
      assertThrows(SocketErrnoException.class, () -> send(pair.first(), 8));
      assertThrows(SocketErrnoException.class, () -> numbers(pair.second()));
    }
  }

  @Test
  void aPathThatIsCutNotForLongIsNotTold() throws IOException {
    FaultPlanBuilder plan =
        cut0(MINUTE, MINUTE.plusSeconds(40)).cutPath(HERE0, THERE0, HOUR, HOUR.plusSeconds(40));
    try (SctpScene scene = new SctpScene(plan);
        EndpointPair<MessageEndpoint> pair = scene.multihomedPair()) {
      List<String> told = events(pair.first());
      scene.pass(HOUR.plus(HOUR));
      assertEquals(List.of(), numbers(pair.first()));
      assertEquals(List.of("COMM_UP"), told);
    }
  }

  @Test
  void connectWaitsForItsPath() throws IOException {
    try (SctpScene scene = new SctpScene(cut0(Duration.ZERO, MINUTE));
        Listener<MessageEndpoint> listener =
            scene.network().listenMessages(EndpointUri.valueOf("sctp://10.77.0.2:5000"));
        MessageEndpoint client = scene.network().socket(Sctp.ONE_TO_ONE)) {
      client.bind(new InetSocketAddress(HERE0, 0)).configureBlocking(false);
      assertFalse(client.connect(listener.getLocalAddress()));
      scene.pass(Duration.ofSeconds(59));
      assertFalse(client.finishConnect());
      scene.pass(SECOND);
      assertTrue(client.finishConnect());
    }
  }

  @Test
  void peerIsReachedByItsSecondAddressWhenTheFirstDoesNotAnswer() throws Exception {
    EndpointUri where = EndpointUri.valueOf("sctp://10.77.0.2,10.78.0.2:5000");
    FaultPlanBuilder plan = FaultPlan.builder().cutPath(PortTable.LOOPBACK4, THERE0);
    try (SctpScene scene = new SctpScene(plan);
        Listener<MessageEndpoint> listener = scene.network().listenMessages(where)) {
      CompletableFuture<MessageEndpoint> connecting =
          CompletableFuture.supplyAsync(() -> connect(scene.network(), where));
      scene.time().awaitWaiting(1);
      scene.pass(Duration.ofSeconds(5));
      try (MessageEndpoint client = connecting.get()) {
        assertEquals(new InetSocketAddress(THERE1, 5000), client.getRemoteAddress());
        assertTrue(listener.isOpen());
      }
    }
  }

  private static MessageEndpoint connect(MemoryNetwork network, EndpointUri where) {
    try {
      return network.connectMessages(where);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void associationOfAOneToManyEndpointComesUpWhenThePathIsOpen() throws IOException {
    try (SctpScene scene = new SctpScene(cut0(Duration.ZERO, MINUTE));
        MessageEndpoint hub =
            scene.network().bindMessages(EndpointUri.valueOf("sctp+seqpacket://10.77.0.2:5000"));
        MessageEndpoint client = scene.network().socket(Sctp.ONE_TO_MANY)) {
      client.bind(new InetSocketAddress(HERE0, 0));
      hub.configureBlocking(false);
      List<String> told = events(hub);
      client.sendMessage(message(1).peer(hub.getLocalAddress()));
      scene.pass(Duration.ofSeconds(59));
      assertEquals(List.of(), numbers(hub));
      assertEquals(List.of(), told);
      scene.pass(SECOND);
      assertEquals(List.of(1), numbers(hub));
      assertEquals(List.of("COMM_UP"), told);
    }
  }

  @Test
  void peerLearnsOfAddressesThatComeAndGo() throws IOException {
    try (SctpScene scene = new SctpScene(FaultPlan.builder());
        MessageEndpoint client = scene.network().socket(Sctp.ONE_TO_ONE);
        EndpointPair<MessageEndpoint> pair =
            scene.connected(
                client.bind(new InetSocketAddress(HERE1, 0)),
                new InetSocketAddress(THERE1, 5000))) {
      List<String> told = events(pair.second());
      sctp(pair.first()).bindAddress(HERE0);
      assertEquals(2, sctp(pair.second()).getRemoteAddresses(0).size());
      sctp(pair.first()).unbindAddress(HERE1);

      assertEquals(HERE0, ((InetSocketAddress) pair.first().getLocalAddress()).getAddress());
      assertEquals(HERE0, sctp(pair.second()).getPrimaryAddress(0).getAddress());
      assertEquals(List.of(), numbers(pair.second()));
      assertEquals(List.of("COMM_UP", "ADDED 10.77.0.1", "REMOVED 10.78.0.1"), told);
    }
  }

  @Test
  void primaryPathIsToldWhenItChanges() throws IOException {
    try (SctpScene scene = new SctpScene(FaultPlan.builder());
        EndpointPair<MessageEndpoint> pair = scene.multihomedPair()) {
      List<String> told = events(pair.first());
      InetSocketAddress second = sctp(pair.first()).getRemoteAddresses(0).get(1);
      sctp(pair.first()).setPrimaryAddress(0, second).setPrimaryAddress(0, second);
      send(pair.first(), 1);

      assertEquals(HERE1, senderOfNext(pair.second()).getAddress());
      assertEquals(List.of(), numbers(pair.first()));
      assertEquals(List.of("COMM_UP", "MADE_PRIMARY 10.78.0.2"), told);
    }
  }

  @Test
  void cutThatCannotBeIsRefused() {
    FaultPlanBuilder plan = FaultPlan.builder();

    assertThrows(IllegalArgumentException.class, () -> plan.cutPath(HERE0, THERE0, HOUR, HOUR));
    assertThrows(
        IllegalArgumentException.class,
        () -> plan.cutPath(HERE0, THERE0, Duration.ofNanos(-1), HOUR));
    assertThrows(IllegalArgumentException.class, () -> plan.delayStream(-1, HOUR));
  }
}
