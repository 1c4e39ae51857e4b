package dev.sockeye.testkit;

import static dev.sockeye.Errno.EADDRINUSE;
import static dev.sockeye.Errno.ECONNREFUSED;
import static dev.sockeye.Errno.ENOENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.junit.jupiter.api.Test;

/** A call that fails or comes out of order throws the right class and says what, where and why. */
public abstract class ErrorContract extends StreamCases {

  /** Creates the contract; JUnit does. */
  protected ErrorContract() {}

  @OnEachCallKind
  void aConnectToWhereNobodyListensIsRefusedAndTheEndpointClosed(CallKind kind) throws Exception {
    needs(kind);
    SocketAddress dead = transport().deadAddress();
    StreamEndpoint endpoint = kind.prepare(open());
    Throwable refused = inBackground(kind.thread(), () -> endpoint.connect(dead)).failure();
    assertErrno(refused, ECONNREFUSED, ENOENT);
    assertTrue(refused instanceof SocketException, refused::toString);
    assertEquals(
        Errno.of(refused).orElseThrow() == ECONNREFUSED, refused instanceof ConnectException);
    assertTells(refused, "connect ", dead);
    assertFalse(endpoint.isOpen());
  }

  @Test
  void aConnectByUriToWhereNobodyListensIsRefused() throws Exception {
    needs(Capability.PROCESS_PEER);
    SocketAddress dead = transport().deadAddress();
    EndpointUri uri = transport().uri(dead);
    IOException refused =
        assertThrows(IOException.class, () -> transport().network().connectStream(uri));
    assertErrno(refused, ECONNREFUSED, ENOENT);
    assertTells(refused, "connect ", dead);
  }

  @Test
  void anAddressInUseIsRefusedAndTheListenerCanTryAnother() throws Exception {
    needs(Capability.EXCLUSIVE_ADDRESSES);
    SocketAddress taken = listen().getLocalAddress();
    Listener<StreamEndpoint> listener = openListener();
    IOException inUse = assertThrows(BindException.class, () -> listener.bind(taken));
    assertErrno(inUse, EADDRINUSE);
    assertTells(inUse, "bind ", taken);
    assertTrue(listener.isOpen());
    assertNull(listener.getLocalAddress());
    listener.bind(transport().freeAddress());
    assertConnected(connect(listener.getLocalAddress()), accept(listener));
  }

  @Test
  void anEndpointCannotBindToAnAddressInUse() throws Exception {
    needs(Capability.EXCLUSIVE_ADDRESSES);
    needs(Capability.BOUND_CLIENT);
    SocketAddress taken = listen().getLocalAddress();
    StreamEndpoint endpoint = open();
    IOException inUse = assertThrows(BindException.class, () -> endpoint.bind(taken));
    assertErrno(inUse, EADDRINUSE);
    assertTells(inUse, "bind ", taken);
    assertTrue(endpoint.isOpen());
  }

  @Test
  void anAddressOfAnotherDomainIsRefused() throws Exception {
    SocketAddress foreign = transport().foreignAddress();
    StreamEndpoint endpoint = open();
    Listener<StreamEndpoint> listener = openListener();
    assertThrows(UnsupportedAddressTypeException.class, () -> endpoint.connect(foreign));
    assertThrows(UnsupportedAddressTypeException.class, () -> endpoint.bind(foreign));
    assertThrows(UnsupportedAddressTypeException.class, () -> listener.bind(foreign));
    listener.bind(transport().freeAddress());
    if (endpoint.isOpen() && has(Capability.CONNECTS_UNACCEPTED)) {
      endpoint.connect(listener.getLocalAddress());
      assertConnected(endpoint, accept(listener));
    }
  }

  @Test
  void anAddressThatIsNotResolvedIsRefused() throws Exception {
    needs(Capability.RESOLVED_ADDRESSES);
    SocketAddress unresolved = InetSocketAddress.createUnresolved("a.invalid", 1);
    boolean inet = transport().freeAddress() instanceof InetSocketAddress;
    Class<? extends RuntimeException> type =
        inet ? UnresolvedAddressException.class : UnsupportedAddressTypeException.class;
    StreamEndpoint endpoint = open();
    assertThrows(type, () -> endpoint.connect(unresolved));
  }

  @Test
  void thereIsNoConnectToNowhere() throws Exception {
    StreamEndpoint endpoint = open();
    assertThrows(NullPointerException.class, () -> endpoint.connect(null));
  }

  @Test
  void anEndpointReadsAndWritesOnlyWhenConnected() throws Exception {
    StreamEndpoint endpoint = open();
    ByteBuffer buffer = ByteBuffer.allocate(1);
    ByteBuffer[] buffers = {buffer};
    assertThrows(NotYetConnectedException.class, () -> endpoint.read(buffer));
    assertThrows(NotYetConnectedException.class, () -> endpoint.read(buffers));
    assertThrows(NotYetConnectedException.class, () -> endpoint.write(buffer));
    assertThrows(NotYetConnectedException.class, () -> endpoint.write(buffers));
    assertEquals(0, buffer.position());
    assertTrue(endpoint.isOpen());
  }

  @Test
  void anEndpointWithTimeoutsReadsAndWritesOnlyWhenConnected() throws Exception {
    needs(Capability.TIMEOUTS);
    StreamEndpoint endpoint = CallKind.TIMED.prepare(open());
    ByteBuffer buffer = ByteBuffer.allocate(1);
    assertThrows(NotYetConnectedException.class, () -> endpoint.read(buffer));
    assertThrows(NotYetConnectedException.class, () -> endpoint.write(buffer));
    assertTrue(endpoint.isOpen());
  }

  @Test
  void anEndpointConnectsOnlyOnce() throws Exception {
    Listener<StreamEndpoint> listener = listen();
    SocketAddress address = listener.getLocalAddress();
    StreamEndpoint client = connect(address);
    StreamEndpoint accepted = accept(listener);
    assertThrows(AlreadyConnectedException.class, () -> client.connect(address));
    assertThrows(AlreadyConnectedException.class, () -> accepted.connect(address));
    assertConnected(client, accepted);
    if (has(Capability.LISTENERS_ADDRESS)) {
      assertEquals(address, client.getRemoteAddress());
    }
  }

  @Test
  void aConnectedEndpointCannotBind() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    assertThrows(AlreadyBoundException.class, () -> pair.first().bind(null));
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void anEndpointBindsOnlyOnce() throws Exception {
    needs(Capability.BOUND_CLIENT);
    StreamEndpoint endpoint = open().bind(transport().freeAddress());
    SocketAddress address = endpoint.getLocalAddress();
    SocketAddress another = transport().freeAddress();
    assertThrows(AlreadyBoundException.class, () -> endpoint.bind(another));
    assertEquals(address, endpoint.getLocalAddress());
  }

  @Test
  void aListenerBindsOnlyOnce() throws Exception {
    Listener<StreamEndpoint> listener = listen();
    SocketAddress address = listener.getLocalAddress();
    SocketAddress another = transport().freeAddress();
    assertThrows(AlreadyBoundException.class, () -> listener.bind(another));
    assertThrows(AlreadyBoundException.class, () -> listener.bind(null, 1));
    assertEquals(address, listener.getLocalAddress());
    assertConnected(connect(address), accept(listener));
  }

  @Test
  void aListenerAcceptsOnlyWhenBound() throws Exception {
    Listener<StreamEndpoint> listener = openListener();
    assertThrows(NotYetBoundException.class, listener::accept);
    if (has(Capability.TIMEOUTS)) {
      CallKind.TIMED.prepare(listener);
      assertThrows(NotYetBoundException.class, listener::accept);
    }
    assertTrue(listener.isOpen());
  }

  @Test
  void noBufferIsNoArgument() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    ByteBuffer nothing = null;
    ByteBuffer[] nothings = {null};
    assertThrows(NullPointerException.class, () -> pair.first().read(nothing));
    assertThrows(NullPointerException.class, () -> pair.first().write(nothing));
    assertThrows(NullPointerException.class, () -> pair.first().write(nothings));
    assertConnected(pair.first(), pair.second());
  }
}
