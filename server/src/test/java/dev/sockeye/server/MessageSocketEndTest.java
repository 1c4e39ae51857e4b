package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Addresses;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.Network;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a program's own message endpoint on a loop ends, and that it is told. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MessageSocketEndTest {

  private static final EndpointUri FRAMED = EndpointUri.valueOf("tcp://host:1");

  private final MemoryNetwork memory = MemoryNetwork.builder().bufferSize(8_192).build();
  private final Network system = Network.system();
  private final Failures failures = new Failures();
  private final Inbox inbox = new Inbox();
  private EventLoop loop;

  @BeforeEach
  void start() throws IOException {
    loop = EventLoop.builder().name("test").onFailure(failures).start();
  }

  @AfterEach
  void close() {
    loop.close();
    assertEquals(0, memory.openSockets());
  }

  private MessageSocket connect(Network network, EndpointUri uri) throws IOException {
    return loop.register(network.connectMessages(uri), inbox);
  }

  @Test
  void moreThanTheLimitClosesTheSocketAndIsToldOnce() throws Exception {
    try (Peer peer = new Peer(memory, FRAMED)) {
      MessageSocket socket = connect(memory, peer.uri());
      inbox.onLoop(
          s -> {
            for (int i = 0; i < 11; i++) {
              s.send(ByteBuffer.allocate(100_000));
            }
            assertThrows(IOException.class, () -> s.send(ByteBuffer.allocate(100_000)));
          });
      Throwable thrown = failures.only().cause();
      assertTrue(thrown.getMessage().contains("outputLimit is 1048576"), thrown::toString);
      assertEquals(thrown.toString(), inbox.cause());
      assertEquals("send", failures.only().during());
      assertFalse(socket.endpoint().isOpen());
      assertEquals(List.of("opened", "closed"), inbox.callbacks);
    }
  }

  @Test
  void aMessageThatIsTooLongIsRefusedOnTheLoop() throws Exception {
    try (Peer peer = new Peer(memory, FRAMED)) {
      connect(memory, peer.uri());
      inbox.onLoop(
          s ->
              assertThrows(
                  MessageTooLargeException.class, () -> s.send(ByteBuffer.allocate(2_000_000))));
      inbox.onLoop(s -> Clients.send(s, "message 0"));
      peer.expect("message ", 1);
      failures.none();
      loop.close();
    }
  }

  /** Nobody else would hear of it. */
  @Test
  void aMessageOfAnotherThreadThatIsTooLongClosesTheSocket() throws Exception {
    try (Peer peer = new Peer(memory, FRAMED)) {
      connect(memory, peer.uri()).send(ByteBuffer.allocate(2_000_000));
      assertTrue(inbox.cause().contains("MessageTooLarge"), inbox.cause());
      assertThrows(ConnectionResetException.class, () -> Clients.receive(peer.endpoint()));
      assertEquals("send", failures.only().during());
    }
  }

  @Test
  void withoutAConnectionAFailureConcernsOneMessage() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("udp://host:1");
    try (MessageEndpoint peer = memory.bindMessages(uri)) {
      MessageSocket socket =
          loop.register(memory.bindMessages(EndpointUri.valueOf("udp://host:2")), inbox);
      SocketAddress target = peer.getLocalAddress();
      socket.sendTo(ByteBuffer.allocate(70_000), target);
      socket.sendTo(Clients.bytes("next"), target);
      assertEquals("next", Clients.receive(peer));
      assertEquals("send", failures.only().during());
      assertEquals(target, failures.only().peer());
      loop.close();
    }
  }

  @Test
  void aDatagramPeerThatIsNotThereIsToldOnceAndEndsNothing() throws Exception {
    EndpointUri nobody;
    try (MessageEndpoint bound = system.bindMessages(EndpointUri.valueOf("udp://127.0.0.1:0"))) {
      InetSocketAddress address = (InetSocketAddress) bound.getLocalAddress();
      nobody = EndpointUri.valueOf("udp://" + Addresses.hostPort(address));
    }
    MessageSocket socket = connect(system, nobody);
    Clients.send(socket, "anybody?");
    assertTrue(failures.only().cause() instanceof PortUnreachableException);
    assertTrue(socket.endpoint().isOpen());
    assertEquals(List.of("opened"), inbox.callbacks);
  }

  @Test
  void theEndOfThePeerIsTold() throws Exception {
    MessageSocket socket;
    try (Peer peer = new Peer(memory, FRAMED)) {
      socket = connect(memory, peer.uri());
      Clients.send(socket, "message 0");
      peer.expect("message ", 1);
      Clients.send(peer.endpoint(), "goodbye");
    }
    assertEquals("goodbye", inbox.next());
    assertEquals("null", inbox.cause());
    assertThrows(ClosedChannelException.class, () -> Clients.send(socket, "late"));
    failures.none();
  }

  @ParameterizedTest
  @ValueSource(strings = {"opened", "drained"})
  void aCallbackThatThrowsClosesTheSocket(String callback) throws Exception {
    Inbox careless =
        new Inbox() {
          @Override
          public void opened(MessageSocket socket) throws Exception {
            super.opened(socket);
            throwIn("opened");
          }

          @Override
          public void drained(MessageSocket socket) throws Exception {
            throwIn("drained");
          }

          private void throwIn(String name) {
            if (name.equals(callback)) {
              throw new IllegalStateException("careless");
            }
          }
        };
    try (Peer peer = new Peer(memory, FRAMED)) {
      loop.register(memory.connectMessages(FRAMED), careless);
      if (callback.equals("drained")) {
        peer.expect("message ", careless.fill("message "));
      }
      assertTrue(careless.cause().contains("careless"), careless.cause());
      assertEquals("handler", failures.only().during());
    }
  }

  @Test
  void closingTheLoopTellsTheEnd() throws Exception {
    try (Peer peer = new Peer(memory, FRAMED)) {
      MessageSocket socket = connect(memory, peer.uri());
      loop.close();
      assertEquals("null", inbox.cause());
      assertNull(Clients.receive(peer.endpoint()));
      assertThrows(ClosedChannelException.class, () -> Clients.send(socket, "late"));
      socket.close();
      socket.abort();
    }
    failures.none();
  }
}
