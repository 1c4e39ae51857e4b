package dev.sockeye.sctp.contract;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static dev.sockeye.sctp.SctpEvent.AssociationState.COMM_LOST;
import static dev.sockeye.sctp.SctpEvent.AssociationState.COMM_UP;
import static dev.sockeye.sctp.SctpEvent.AssociationState.SHUTDOWN_COMPLETE;
import static java.nio.channels.SelectionKey.OP_READ;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.nio.sctp.SctpStandardSocketOptions;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Poller;
import dev.sockeye.Shutdownable;
import dev.sockeye.sctp.SctpEvent;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Events: none is lost, none comes among the data, and the end is told as what it is. */
public abstract class SctpEventsContract extends SctpContract {

  /** Creates the contract; JUnit does. */
  protected SctpEventsContract() {}

  @Test
  void theAssociationIsToldBeforeTheFirstMessageOnBothSides() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    List<Object> first = new ArrayList<>();
    List<Object> second = new ArrayList<>();
    sctp(pair.first()).onEvent(first::add);
    sctp(pair.second()).onEvent(second::add);
    send(pair.first(), (byte) 1);
    assertReceives(pair.second(), (byte) 1);
    second.add("data");
    send(pair.second(), (byte) 2);
    assertReceives(pair.first(), (byte) 2);
    first.add("data");
    for (List<Object> told : List.of(first, second)) {
      SctpEvent.AssociationChange up =
          assertInstanceOf(SctpEvent.AssociationChange.class, told.get(0));
      assertEquals(COMM_UP, up.state());
      assertTrue(up.incomingStreams() > 0 && up.outgoingStreams() > 0, up::toString);
      assertEquals("data", told.get(told.size() - 1));
    }
    assertEquals(1, sctp(pair.first()).associations().size());
  }

  @Test
  void aGracefulEndIsToldAfterTheDataAndThenIsTheEnd() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    List<SctpEvent> events = eventsOf(pair.second());
    send(pair.first(), (byte) 1);
    pair.first().unwrap(Shutdownable.class).shutdownOutput();
    assertReceives(pair.second(), (byte) 1);
    for (int i = 0; i < 3; i++) {
      assertEquals(END_OF_INPUT, pair.second().receive(ByteBuffer.allocate(1)));
    }
    assertEquals(List.of(COMM_UP, SHUTDOWN_COMPLETE), states(events));
    int shutdown = indexOf(events, SctpEvent.Shutdown.class);
    assertTrue(shutdown > 0 && shutdown < events.size() - 1, events::toString);
  }

  private static int indexOf(List<SctpEvent> events, Class<?> type) {
    for (int i = 0; i < events.size(); i++) {
      if (type.isInstance(events.get(i))) {
        return i;
      }
    }
    throw new AssertionError("no " + type + " in " + events);
  }

  @Test
  void anAbortIsAResetOfEveryFurtherReceiveBlockingTimedAndNonBlocking() throws Exception {
    for (String mode : new String[] {"blocking", "timed", "non-blocking"}) {
      EndpointPair<MessageEndpoint> pair = pair();
      List<SctpEvent> events = eventsOf(pair.second());
      if (mode.equals("timed")) {
        pair.second().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
      }
      send(pair.first(), (byte) 1);
      pair.first().setOption(SctpStandardSocketOptions.SO_LINGER, 0);
      pair.first().close();
      assertReceives(pair.second(), (byte) 1);
      if (mode.equals("non-blocking")) {
        awaitReadable(pair.second());
      }
      for (int i = 0; i < 3; i++) {
        IOException reset =
            assertThrows(
                ConnectionResetException.class,
                () -> pair.second().receive(ByteBuffer.allocate(1)));
        assertTrue(reset.getMessage().contains("recv sctp 127.0.0.1:"), reset::getMessage);
      }
      assertEquals(List.of(COMM_UP, COMM_LOST), states(events), mode);
      assertThrows(IOException.class, () -> pair.second().send(ByteBuffer.allocate(1)));
      assertTrue(pair.second().isOpen());
    }
  }

  private void awaitReadable(MessageEndpoint endpoint) throws IOException {
    try (Poller poller = Poller.open()) {
      poller.register(endpoint.configureBlocking(false), OP_READ, null);
      poller.poll(Duration.ofSeconds(20), ready -> {});
    }
  }

  @Test
  void inNonBlockingModeAnEventIsToldThoughThereIsNoMessage() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    List<SctpEvent> events = eventsOf(pair.second());
    awaitReadable(pair.second());
    assertEquals(WOULD_BLOCK, pair.second().receive(ByteBuffer.allocate(1)));
    assertEquals(COMM_UP, states(events).get(0));
  }

  @Test
  void theThreadThatReceivesTellsTheEvents() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Set<Thread> told = ConcurrentHashMap.newKeySet();
    sctp(pair.second()).onEvent(event -> told.add(Thread.currentThread()));
    send(pair.first(), (byte) 1);
    Background<Thread> receiving =
        inBackground(
            () -> {
              assertReceives(pair.second(), (byte) 1);
              return Thread.currentThread();
            });
    assertEquals(Set.of(receiving.result()), told);
  }

  @Test
  void aListenerThatTakesItsTimeHoldsNoOtherEndpointUp() throws Exception {
    EndpointPair<MessageEndpoint> slow = pair();
    EndpointPair<MessageEndpoint> other = pair();
    CountDownLatch exchanged = new CountDownLatch(1);
    sctp(slow.second()).onEvent(event -> assertDoesNotThrow(() -> exchanged.await()));
    send(slow.first(), (byte) 1);
    Background<Integer> receiving =
        inBackground(() -> slow.second().receive(ByteBuffer.allocate(9))).awaitBlocked();
    send(other.first(), (byte) 2);
    assertReceives(other.second(), (byte) 2);
    send(slow.second(), (byte) 3);
    assertReceives(slow.first(), (byte) 3);
    exchanged.countDown();
    assertEquals(1, receiving.result());
  }

  @Test
  void aListenerMaySendButNotReceive() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    sctp(pair.second())
        .onEvent(
            event -> {
              if (event instanceof SctpEvent.AssociationChange) {
                assertThrows(
                    IllegalStateException.class,
                    () -> pair.second().receive(ByteBuffer.allocate(1)));
                try {
                  send(pair.second(), (byte) 9);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }
            });
    send(pair.first(), (byte) 1);
    assertReceives(pair.second(), (byte) 1);
    assertReceives(pair.first(), (byte) 9);
  }

  @Test
  void whatAListenerThrowsComesOutAndNoMessageIsLost() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    sctp(pair.second())
        .onEvent(
            event -> {
              throw new ArithmeticException("mine");
            });
    send(pair.first(), (byte) 1);
    assertThrows(ArithmeticException.class, () -> pair.second().receive(ByteBuffer.allocate(1)));
    sctp(pair.second()).onEvent(null);
    assertReceives(pair.second(), (byte) 1);
  }

  @Test
  void shuttingDownEndsBothDirectionsAndSendingAfterItIsRefused() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    send(pair.second(), (byte) 5);
    pair.first().unwrap(Shutdownable.class).shutdownOutput();
    pair.first().unwrap(Shutdownable.class).shutdownOutput();
    assertThrows(
        java.nio.channels.ClosedChannelException.class,
        () -> pair.first().send(ByteBuffer.allocate(1)));
    assertReceives(pair.first(), (byte) 5);
    assertEquals(END_OF_INPUT, pair.second().receive(ByteBuffer.allocate(1)));
    assertEquals(END_OF_INPUT, pair.first().receive(ByteBuffer.allocate(1)));
    assertThrows(
        UnsupportedOperationException.class,
        pair.first().unwrap(Shutdownable.class)::shutdownInput);
    assertEquals(
        pair.second().getLocalAddress(), pair.first().getRemoteAddress(), "known after the end");
    assertEquals(1, sctp(pair.first()).getRemoteAddresses(0).size());
  }
}
