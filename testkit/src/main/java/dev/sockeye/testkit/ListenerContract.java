package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Listeners give each peer an endpoint of its own, and addresses are what they were asked for. */
public abstract class ListenerContract extends StreamCases {

  private static final int CROWD = 500;

  /** Creates the contract; JUnit does. */
  protected ListenerContract() {}

  @Test
  void anOpenListenerHasNoAddress() throws Exception {
    Listener<StreamEndpoint> listener = openListener();
    assertTrue(listener.isOpen());
    assertTrue(listener.isBlocking());
    assertNull(listener.getLocalAddress());
    assertEquals(transport().spec(), listener.spec());
  }

  @Test
  void aBoundListenerTellsTheAddressThatReachesIt() throws Exception {
    Listener<StreamEndpoint> listener = listen();
    assertNotNull(listener.getLocalAddress());
    StreamEndpoint client = connect(listener.getLocalAddress());
    StreamEndpoint accepted = accept(listener);
    if (has(Capability.LISTENERS_ADDRESS)) {
      assertEquals(listener.getLocalAddress(), client.getRemoteAddress());
    }
    assertConnected(client, accepted);
  }

  @Test
  void aListenerBoundToNoAddressGetsARealOne() throws Exception {
    needs(Capability.AUTOBIND);
    Listener<StreamEndpoint> listener = openListener().bind(null);
    SocketAddress given = listener.getLocalAddress();
    assertNotNull(given);
    assertNotEquals(given, openListener().bind(null).getLocalAddress());
  }

  @Test
  void anEndpointBoundToNoAddressGetsARealOne() throws Exception {
    needs(Capability.AUTOBIND);
    StreamEndpoint endpoint = open().bind(null);
    assertNotNull(endpoint.getLocalAddress());
    assertNotEquals(endpoint.getLocalAddress(), open().bind(null).getLocalAddress());
    assertFalse(endpoint.isConnected());
  }

  @Test
  void connectingGivesAnEndpointAnAddress() throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(Capability.AUTOBIND);
    Listener<StreamEndpoint> listener = listen();
    StreamEndpoint client = open();
    assertTrue(client.connect(listener.getLocalAddress()));
    assertNotNull(client.getLocalAddress());
    assertEquals(
        transport().seenByPeer(client.getLocalAddress()), accept(listener).getRemoteAddress());
  }

  @Test
  void thePeerSeesTheAddressThatAnEndpointWasBoundTo() throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(Capability.BOUND_CLIENT);
    Listener<StreamEndpoint> listener = listen();
    StreamEndpoint client = open().bind(transport().freeAddress());
    SocketAddress bound = client.getLocalAddress();
    client.connect(listener.getLocalAddress());
    assertEquals(bound, client.getLocalAddress());
    assertEquals(bound, accept(listener).getRemoteAddress());
  }

  @Test
  void connectionsAreAcceptedInTheOrderInWhichTheyWereMade() throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(Capability.WRITES_UNACCEPTED);
    Listener<StreamEndpoint> listener = listen();
    for (int i = 0; i < 10; i++) {
      send(connect(listener.getLocalAddress()), (byte) i);
    }
    for (int i = 0; i < 10; i++) {
      assertReceives(accept(listener), (byte) i);
    }
  }

  @Test
  void whatWasSentBeforeTheAcceptIsReadAfterIt() throws Exception {
    needs(Capability.WRITES_UNACCEPTED);
    needs(Capability.CONNECTS_UNACCEPTED);
    Listener<StreamEndpoint> listener = listen();
    StreamEndpoint client = connect(listener.getLocalAddress());
    byte[] bytes = randomBytes(1000, 3);
    send(client, bytes);
    client.close();
    StreamEndpoint accepted = accept(listener);
    assertReceives(accepted, bytes);
    assertEnd(accepted);
  }

  @OnEachThreadKind
  void anAcceptWaitsForAConnection(ThreadKind kind) throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(kind);
    Listener<StreamEndpoint> listener = listen();
    Background<StreamEndpoint> accept = inBackground(kind, listener::accept);
    assertBlocks(accept);
    StreamEndpoint client = connect(listener.getLocalAddress());
    assertConnected(client, closing(accept.result()));
  }

  @Test
  void closingAListenerLeavesItsConnectionsAlone() throws Exception {
    Listener<StreamEndpoint> listener = listen();
    StreamEndpoint client = connect(listener.getLocalAddress());
    StreamEndpoint accepted = accept(listener);
    listener.close();
    assertConnected(client, accepted);
  }

  @Test
  void anAddressIsFreeAgainOnceItsListenerIsClosed() throws Exception {
    needs(Capability.UNNAMED_AT_FIRST);
    Listener<StreamEndpoint> listener = listen();
    SocketAddress address = listener.getLocalAddress();
    StreamEndpoint client = connect(address);
    StreamEndpoint accepted = accept(listener);
    accepted.close(); // closed first, as a server does: of TCP this side keeps TIME_WAIT
    assertEnd(client);
    client.close();
    listener.close();
    Listener<StreamEndpoint> again = openListener().bind(address);
    assertConnected(connect(address), accept(again));
  }

  @Test
  void severalThreadsAcceptEachConnectionOnce() throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(Capability.CONNECTS_UNACCEPTED);
    Listener<StreamEndpoint> listener = listen();
    List<Background<StreamEndpoint>> accepts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      accepts.add(inBackground(listener::accept));
    }
    accepts.forEach(Background::awaitBlocked);
    for (int i = 0; i < 4; i++) {
      send(connect(listener.getLocalAddress()), (byte) i);
    }
    Set<Byte> seen = new HashSet<>();
    for (Background<StreamEndpoint> accept : accepts) {
      seen.add(receive(closing(accept.result()), 1)[0]);
    }
    assertEquals(Set.of((byte) 0, (byte) 1, (byte) 2, (byte) 3), seen);
  }

  @Test
  @TimeLimit(seconds = 60)
  void fiveHundredConnectionsAtOnceCarryEveryByteToTheRightPeer() throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(Capability.CONNECTS_UNACCEPTED);
    Listener<StreamEndpoint> listener = listen();
    Background<List<StreamEndpoint>> accepting = inBackground(() -> acceptCrowd(listener));
    List<StreamEndpoint> clients = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      StreamEndpoint client = connect(listener.getLocalAddress());
      client.write(ByteBuffer.allocate(4).putInt(0, i));
      clients.add(client);
    }
    for (StreamEndpoint accepted : accepting.within(50).result()) {
      byte[] number = receive(accepted, 4);
      send(accepted, randomBytes(2000, ByteBuffer.wrap(number).getInt()));
    }
    for (int i = 0; i < CROWD; i++) {
      assertArrayEquals(randomBytes(2000, i), receive(clients.get(i), 2000));
    }
  }

  private List<StreamEndpoint> acceptCrowd(Listener<StreamEndpoint> listener) throws IOException {
    List<StreamEndpoint> accepted = new ArrayList<>();
    while (accepted.size() < CROWD) {
      accepted.add(accept(listener));
    }
    return accepted;
  }

  @Test
  void aConnectToAFullBacklogWaitsUntilThereIsRoom() throws Exception {
    needs(Capability.SOCKETS);
    needs(Capability.BACKLOG_BLOCKS);
    Listener<StreamEndpoint> listener = openListener().bind(transport().freeAddress(), 1);
    SocketAddress address = listener.getLocalAddress();
    FullBacklog full = closing(new FullBacklog(transport(), listener));
    StreamEndpoint late = open();
    Background<Boolean> connect = inBackground(() -> late.connect(address));
    assertBlocks(connect);
    Background<Void> acceptAll =
        inBackground(
            () -> {
              while (true) {
                accept(listener);
              }
            });
    assertTrue(connect.result());
    assertTrue(full.established() >= 1 || !has(Capability.CONNECTS_UNACCEPTED));
    listener.close();
    acceptAll.failure();
  }

  @Test
  void aBacklogCannotBeNegative() throws Exception {
    needs(Capability.ERROR_TEXTS);
    Listener<StreamEndpoint> listener = openListener();
    SocketAddress address = transport().freeAddress();
    assertThrows(IllegalArgumentException.class, () -> listener.bind(address, -1));
    assertThrows(
        IllegalArgumentException.class, () -> listener.setOption(EndpointOptions.BACKLOG, -1));
    assertEquals(EndpointOptions.DEFAULT_BACKLOG, listener.getOption(EndpointOptions.BACKLOG));
  }

  @Test
  void aBacklogOfZeroIsTheSystemsDefault() throws Exception {
    Listener<StreamEndpoint> listener = openListener().bind(transport().freeAddress(), 0);
    assertConnected(connect(listener.getLocalAddress()), accept(listener));
  }
}
