package dev.sockeye.memory;

import static dev.sockeye.memory.SctpScene.events;
import static dev.sockeye.memory.SctpScene.message;
import static dev.sockeye.memory.SctpScene.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.faults.FaultPlanBuilder;
import dev.sockeye.sctp.Sctp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Order, and what a plan of faults does to it. */
class MemorySctpStreamsTest {

  private static void send(MessageEndpoint endpoint, int stream, int... numbers)
      throws IOException {
    for (int number : numbers) {
      endpoint.sendMessage(message(number).set(Sctp.STREAM_NUMBER, stream));
    }
  }

  private static void sendUnordered(MessageEndpoint endpoint, int number) throws IOException {
    endpoint.sendMessage(message(number).set(Sctp.UNORDERED, true));
  }

  @Test
  void delayedStreamHoldsNoOtherUp() throws IOException {
    FaultPlanBuilder plan = FaultPlan.builder().delayStream(1, Duration.ofHours(1));
    try (SctpScene scene = new SctpScene(plan);
        EndpointPair<MessageEndpoint> pair = scene.pair()) {
      send(pair.first(), 1, 10, 11);
      send(pair.first(), 2, 20, 21);
      send(pair.first(), 1, 12);

      assertEquals(List.of(20, 21), numbers(pair.second()));
      scene.pass(Duration.ofMinutes(59));
      assertEquals(List.of(), numbers(pair.second()));
      scene.pass(Duration.ofMinutes(1));
      assertEquals(List.of(10, 11, 12), numbers(pair.second()));
    }
  }

  @Test
  void streamKeepsItsOrderWhateverTheLatency() throws IOException {
    FaultPlanBuilder plan =
        FaultPlan.builder().latency(Duration.ofMillis(1), Duration.ofSeconds(1));
    try (SctpScene scene = new SctpScene(plan);
        EndpointPair<MessageEndpoint> pair = scene.pair()) {
      for (int i = 0; i < 100; i++) {
        send(pair.first(), i % 2, i);
      }
      scene.pass(Duration.ofSeconds(1));

      List<Integer> arrived = numbers(pair.second());
      assertEquals(100, arrived.size());
      for (int parity = 0; parity < 2; parity++) {
        int stream = parity;
        List<Integer> ofStream = arrived.stream().filter(n -> n % 2 == stream).toList();
        assertEquals(ofStream.stream().sorted().toList(), ofStream);
      }
      assertEquals(false, arrived.equals(arrived.stream().sorted().toList()), "of both streams");
    }
  }

  @Test
  void unorderedMessageOvertakesThoseThatWaitButNoEvent() throws IOException {
    try (SctpScene scene = new SctpScene(FaultPlan.builder().reordering(1));
        EndpointPair<MessageEndpoint> pair = scene.pair()) {
      List<String> told = events(pair.second());
      send(pair.first(), 0, 1, 2);
      sendUnordered(pair.first(), 3);

      ByteBuffer first = ByteBuffer.allocate(4);
      assertEquals(4, pair.second().receive(first));
      assertEquals(3, first.getInt(0));
      assertEquals(List.of("COMM_UP"), told);
      assertEquals(List.of(1, 2), numbers(pair.second()));
    }
  }

  @Test
  void unorderedMessageKeepsItsPlaceUnlessThePlanSaysOtherwise() throws IOException {
    try (SctpScene scene = new SctpScene(FaultPlan.builder());
        EndpointPair<MessageEndpoint> pair = scene.pair()) {
      send(pair.first(), 0, 1);
      sendUnordered(pair.first(), 2);

      assertEquals(List.of(1, 2), numbers(pair.second()));
    }
  }

  @Test
  void associationBreaksOffAfterItsBytes() throws IOException {
    try (SctpScene scene = new SctpScene(FaultPlan.builder().resetAfter(8));
        EndpointPair<MessageEndpoint> pair = scene.pair()) {
      List<String> told = events(pair.second());
      send(pair.first(), 0, 1, 2);

      assertThrows(ConnectionResetException.class, () -> send(pair.first(), 0, 3));
      ByteBuffer buffer = ByteBuffer.allocate(4);
      assertEquals(4, pair.second().receive(buffer));
      assertEquals(4, pair.second().receive(buffer.clear()));
      assertThrows(ConnectionResetException.class, () -> pair.second().receive(buffer.clear()));
      assertEquals(List.of("COMM_UP", "COMM_LOST"), told);
      assertThrows(ConnectionResetException.class, () -> pair.first().receive(buffer));
    }
  }

  @Test
  void eventsTellThatAPeerRefusesOrDoesNotAnswer() throws IOException {
    FaultPlanBuilder plan =
        FaultPlan.builder().latency(Duration.ofSeconds(1)).refuseConnects(1).hangConnects(1);
    try (SctpScene scene = new SctpScene(plan);
        MessageEndpoint hub =
            scene.network().bindMessages(EndpointUri.valueOf("sctp+seqpacket://hub:2905"));
        MessageEndpoint client = scene.network().socket(Sctp.ONE_TO_MANY)) {
      client.configureBlocking(false);
      List<String> told = events(client);
      InetSocketAddress there = (InetSocketAddress) hub.getLocalAddress();
      for (int i = 1; i <= 3; i++) {
        assertEquals(4, client.sendMessage(message(i).peer(there)));
      }

      scene.pass(Duration.ofSeconds(2));
      assertEquals(List.of(), numbers(client));
      assertEquals(List.of("CANT_START", "failed 1"), told);
      told.clear();
      scene.pass(Duration.ofSeconds(339));
      assertEquals(List.of(), numbers(client));
      assertEquals(List.of("CANT_START", "failed 2", "failed 3"), told); // of one association
      told.clear();
      client.sendMessage(message(4).peer(there));
      scene.pass(Duration.ofSeconds(2));
      assertEquals(List.of(), numbers(client));
      assertEquals(List.of("COMM_UP"), told);
      hub.configureBlocking(false);
      assertEquals(List.of(4), numbers(hub));
    }
  }

  @Test
  void whatAPeerThatBreaksOffHadNoRoomForIsGivenBack() throws IOException {
    try (SctpScene scene = new SctpScene(FaultPlan.builder());
        EndpointPair<MessageEndpoint> pair = scene.pair()) {
      pair.second().setOption(StandardSocketOptions.SO_RCVBUF, 600); // for two
      List<String> told = events(pair.first());
      send(pair.first(), 0, 1, 2, 3, 4);
      pair.second().close();

      assertThrows(ConnectionResetException.class, () -> numbers(pair.first()));
      assertEquals(List.of("COMM_UP", "COMM_LOST", "failed 3", "failed 4"), told);
    }
  }

  @Test
  void whatTheSendBufferTakesIsGivenBackWhenItIsReceived() throws IOException {
    try (SctpScene scene = new SctpScene(FaultPlan.builder());
        EndpointPair<MessageEndpoint> pair = scene.pair()) {
      int sent = 0;
      while (pair.first().send(ByteBuffer.allocate(4)) == 4) {
        sent++;
      }
      assertEquals(sent, numbers(pair.second()).size());
      int again = 0;
      while (pair.first().send(ByteBuffer.allocate(4)) == 4) {
        again++;
      }
      assertEquals(sent, again);
    }
  }
}
