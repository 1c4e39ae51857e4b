package dev.sockeye.testkit;

import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Pollable;
import dev.sockeye.Poller;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NoConnectionPendingException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In non-blocking mode no call waits, and a poller tells when it is worth another try. */
public abstract class NonBlockingContract extends StreamCases {

  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration MOMENT = Duration.ofMillis(20);

  private Poller poller;

  /** Creates the contract; JUnit does. */
  protected NonBlockingContract() {}

  @BeforeEach
  final void openPoller() throws IOException {
    needs(Capability.NON_BLOCKING);
    poller = closing(Poller.open());
  }

  /** What is ready within the time, of the one socket that is registered; 0 if nothing. */
  private int ready(Duration patience) throws IOException {
    int[] ready = {0};
    poller.poll(patience, registration -> ready[0] |= registration.ready());
    return ready[0];
  }

  private int readyEver() throws IOException {
    int[] ready = {0};
    poller.poll(registration -> ready[0] |= registration.ready());
    return ready[0];
  }

  private Poller.Registration register(Pollable socket, int interest) throws IOException {
    return poller.register(socket.configureBlocking(false), interest, null);
  }

  @Test
  void theModeIsReadBackAsItWasSet() throws Exception {
    for (Pollable socket : new Pollable[] {pair().first(), listen()}) {
      assertTrue(socket.isBlocking());
      assertSame(socket, socket.configureBlocking(false));
      assertFalse(socket.isBlocking());
      socket.configureBlocking(false);
      assertFalse(socket.isBlocking());
      socket.configureBlocking(true);
      assertTrue(socket.isBlocking());
    }
  }

  @Test
  void aReadGivesZeroUntilThereIsSomething() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    Poller.Registration registration = register(pair.second(), OP_READ);
    ByteBuffer buffer = ByteBuffer.allocate(10);
    assertEquals(0, pair.second().read(buffer));
    assertEquals(0, pair.second().read(new ByteBuffer[] {buffer}));
    assertEquals(0, ready(MOMENT));
    send(pair.first(), (byte) 1, (byte) 2);
    assertEquals(OP_READ, ready(LONG));
    assertEquals(OP_READ, ready(LONG), "level triggered: told again");
    while (buffer.position() < 2) {
      assertTrue(pair.second().read(buffer) >= 0);
    }
    assertEquals(0, pair.second().read(buffer));
    assertEquals(0, ready(MOMENT));
    assertSame(pair.second(), registration.socket());
  }

  @Test
  void theEndOfTheStreamIsReadyToBeRead() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    register(pair.second(), OP_READ);
    assertEquals(0, ready(MOMENT));
    pair.first().close();
    assertEquals(OP_READ, ready(LONG));
    assertEnd(pair.second());
    assertEquals(OP_READ, ready(LONG));
  }

  @Test
  void aWriteTakesWhatFitsAndIsReadyAgainWhenThePeerHasRead() throws Exception {
    needs(Capability.BACK_PRESSURE);
    EndpointPair<StreamEndpoint> pair = pairWithSmallBuffers();
    register(pair.first(), OP_WRITE);
    assertEquals(OP_WRITE, ready(LONG));
    ByteBuffer zeros = Zeros.BUFFER.duplicate();
    int first = pair.first().write(zeros);
    assertTrue(first > 0 && first < MORE_THAN_BUFFERS, "wrote " + first);
    assertEquals(first, zeros.position());
    int position;
    do { // the system may yet make room, when it hands to the receiver what was written
      while (ready(MOMENT) == OP_WRITE) {
        pair.first().write(zeros);
      }
      position = zeros.position();
    } while (pair.first().write(new ByteBuffer[] {zeros}) > 0);
    assertEquals(position, zeros.position());
    receive(pair.second(), position);
    assertEquals(OP_WRITE, ready(LONG));
    assertTrue(pair.first().write(zeros) > 0);
  }

  @Test
  void anAcceptGivesNullUntilSomebodyConnects() throws Exception {
    Listener<StreamEndpoint> listener = listen();
    register(listener, OP_ACCEPT);
    assertNull(listener.accept());
    assertEquals(0, ready(MOMENT));
    StreamEndpoint client = connect(listener.getLocalAddress());
    assertEquals(OP_ACCEPT, ready(LONG));
    StreamEndpoint accepted = accept(listener);
    assertTrue(accepted.isBlocking(), "what is accepted blocks");
    assertConnected(client, accepted);
    assertNull(listener.accept());
    assertEquals(0, ready(MOMENT));
  }

  @Test
  void aConnectIsFinishedWhenItIsReady() throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
    Listener<StreamEndpoint> listener = listen();
    StreamEndpoint client = open();
    client.configureBlocking(false);
    if (!client.connect(listener.getLocalAddress())) {
      assertFalse(client.isConnected());
      register(client, OP_CONNECT).interest();
      assertEquals(OP_CONNECT, ready(LONG));
      assertTrue(client.finishConnect());
    }
    assertTrue(client.isConnected());
    assertTrue(client.finishConnect(), "harmless when connected");
    StreamEndpoint accepted = accept(listener);
    assertEquals(transport().seenByPeer(client.getLocalAddress()), accepted.getRemoteAddress());
    poller.close();
    client.configureBlocking(true);
    assertConnected(client, accepted);
  }

  @Test
  void aConnectThatIsRefusedFailsWhenItIsFinished() throws Exception {
    StreamEndpoint client = open();
    client.configureBlocking(false);
    SocketAddress dead = transport().deadAddress();
    IOException refused =
        assertThrows(
            IOException.class,
            () -> {
              if (!client.connect(dead)) {
                register(client, OP_CONNECT);
                assertEquals(OP_CONNECT, ready(LONG));
                client.finishConnect();
              }
            });
    assertErrno(refused, Errno.ECONNREFUSED, Errno.ENOENT);
    assertTells(refused, "connect ", dead);
    assertFalse(client.isOpen(), "an endpoint whose connect failed is closed");
  }

  @Test
  void aConnectToAFullBacklogIsUnderWay() throws Exception {
    needs(Capability.SOCKETS);
    needs(Capability.BACKLOG_BLOCKS);
    Listener<StreamEndpoint> listener = openListener().bind(transport().freeAddress(), 1);
    closing(new FullBacklog(transport(), listener));
    StreamEndpoint late = open();
    late.configureBlocking(false);
    assertFalse(late.connect(listener.getLocalAddress()));
    assertFalse(late.finishConnect());
    assertFalse(late.isConnected());
    assertTrue(late.isOpen());
    assertThrows(
        java.nio.channels.ConnectionPendingException.class,
        () -> late.connect(listener.getLocalAddress()));
    assertTrue(late.isOpen());
  }

  @Test
  void thereIsNothingToFinishBeforeAConnect() throws Exception {
    StreamEndpoint endpoint = open();
    assertThrows(NoConnectionPendingException.class, endpoint::finishConnect);
    endpoint.configureBlocking(false);
    assertThrows(NoConnectionPendingException.class, endpoint::finishConnect);
    assertTrue(endpoint.isOpen());
  }

  @Test
  void theModeMayChangeToAndFro() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    for (int i = 0; i < 10; i++) {
      pair.first().configureBlocking(false);
      assertEquals(0, pair.first().read(ByteBuffer.allocate(1)));
      pair.first().configureBlocking(true);
      assertConnected(pair.first(), pair.second());
    }
  }

  @Test
  void aPollerTakesNoSocketThatBlocks() throws Exception {
    StreamEndpoint endpoint = pair().first();
    assertThrows(
        IllegalBlockingModeException.class, () -> poller.register(endpoint, OP_READ, null));
    endpoint.close();
    assertThrows(ClosedChannelException.class, () -> poller.register(endpoint, OP_READ, null));
  }

  @Test
  void aPollerGivesBackWhatWasAttachedAndLetsGo() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    pair.second().configureBlocking(false);
    Poller.Registration registration = poller.register(pair.second(), OP_READ, "mark");
    assertEquals("mark", registration.attachment());
    assertEquals(OP_READ, registration.interest());
    assertTrue(registration.isValid());
    send(pair.first(), (byte) 1);
    assertEquals(OP_READ, ready(LONG));
    registration.interest(0);
    assertEquals(0, ready(MOMENT));
    registration.interest(OP_READ);
    assertEquals(OP_READ, ready(LONG));
    registration.cancel();
    assertFalse(registration.isValid());
    assertEquals(0, ready(MOMENT));
    pair.second().configureBlocking(true);
    assertReceives(pair.second(), (byte) 1);
  }

  @Test
  void aSocketLeavesThePollerWhenItIsClosed() throws Exception {
    StreamEndpoint endpoint = pair().first();
    Poller.Registration registration = register(endpoint, OP_READ);
    endpoint.close();
    assertEquals(0, ready(MOMENT));
    assertFalse(registration.isValid());
  }

  @Test
  void aPollWithoutTimeLooksAndReturns() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    register(pair.second(), OP_READ);
    assertEquals(0, inBackground(() -> ready(Duration.ZERO)).result());
    send(pair.first(), (byte) 1);
    assertEquals(OP_READ, ready(LONG));
    assertEquals(OP_READ, ready(Duration.ZERO));
  }

  @Test
  void aPollThatWaitsIsWokenByWhatBecomesReady() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    register(pair.second(), OP_READ);
    Background<Integer> poll = inBackground(() -> readyEver()).awaitBlocked();
    send(pair.first(), (byte) 1);
    assertEquals(OP_READ, poll.result());
  }

  @Test
  void aPollThatWaitsIsWokenOnDemand() throws Exception {
    register(pair().first(), OP_READ);
    Background<Integer> poll = inBackground(() -> readyEver()).awaitBlocked();
    poller.wakeup();
    assertEquals(0, poll.result());
    poll = inBackground(() -> readyEver()).awaitBlocked();
    poller.close();
    poll.failure(ClosedSelectorException.class);
  }

  @Test
  void oneEndpointCanBeReadyForSeveralThings() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    send(pair.first(), (byte) 1);
    Poller.Registration registration = register(pair.second(), OP_READ | OP_WRITE);
    int ready = 0;
    while (ready != (OP_READ | OP_WRITE)) {
      ready |= ready(LONG);
    }
    registration.cancel();
  }

  @Test
  void anInterruptedThreadMakesCallsThatDoNotWaitAndStaysInterrupted() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    pair.first().configureBlocking(false);
    pair.second().configureBlocking(false);
    ByteBuffer received = ByteBuffer.allocate(10);
    interrupted(
        () -> {
          assertEquals(0, pair.second().read(received));
          assertEquals(0, pair.second().read(new ByteBuffer[] {received}));
          assertEquals(1, pair.first().write(ByteBuffer.wrap(new byte[1])));
          assertEquals(2, pair.first().write(new ByteBuffer[] {ByteBuffer.wrap(new byte[2])}));
          while (received.position() < 3) {
            pair.second().read(received);
          }
        });
    pair.first().configureBlocking(true);
    pair.second().configureBlocking(true);
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void anInterruptedThreadConnectsAndAcceptsWithoutWaiting() throws Exception {
    Listener<StreamEndpoint> listener = listen();
    register(listener, OP_ACCEPT);
    StreamEndpoint client = open();
    client.configureBlocking(false);
    interrupted(
        () -> {
          assertNull(listener.accept());
          client.connect(listener.getLocalAddress());
        });
    assertEquals(OP_ACCEPT, ready(LONG));
    StreamEndpoint[] accepted = {null};
    interrupted(() -> accepted[0] = accept(listener));
    interrupted(
        () -> {
          while (!client.finishConnect()) {
            Thread.onSpinWait();
          }
        });
    client.configureBlocking(true);
    assertConnected(client, accepted[0]);
    assertTrue(listener.isOpen());
  }
}
