package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.internal.SharedSendBuffer;
import dev.sockeye.posix.Abi;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has left a datagram unread, asked of the kernel. */
class SocketDiagnosticsTest {

  private final Network network = Network.system();
  @TempDir private Path folder;
  private MessageEndpoint server;
  private SharedSendBuffer asked;

  @BeforeEach
  void open() throws IOException {
    assumeTrue(Abi.isLinux(), "sock_diag(7) is Linux's");
    server = network.socket(Unix.DATAGRAM).bind(at("server"));
    asked = (SharedSendBuffer) server;
  }

  @AfterEach
  void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private SocketAddress at(String name) {
    return UnixDomainSocketAddress.of(folder.resolve(name));
  }

  private MessageEndpoint bound(SocketAddress name) throws IOException {
    return network.socket(Unix.DATAGRAM).bind(name);
  }

  /** Where it was not asked before, all are listed, which is not done again at once. */
  private void awaitNothing(SocketAddress name) throws IOException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (asked.hasUnread(name)) {
      assertTrue(System.nanoTime() < deadline, () -> name + " has something");
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void sendTo(SocketAddress name) throws IOException {
    server.sendTo(ByteBuffer.allocate(1_000), name);
  }

  @Test
  void itIsTheReadersThatHaveNothing() throws IOException {
    SocketAddress name = at("client");
    SocketAddress other = AbstractAddress.of("diagnosed-" + ProcessHandle.current().pid());
    try (MessageEndpoint client = bound(name);
        MessageEndpoint idle = bound(other)) {
      awaitNothing(name);
      sendTo(name);
      assertTrue(asked.hasUnread(name));
      awaitNothing(other);
      sendTo(other);
      assertTrue(asked.hasUnread(other));
      client.receive(ByteBuffer.allocate(1_000));
      awaitNothing(name);
      idle.receive(ByteBuffer.allocate(1_000));
      awaitNothing(other);
    }
  }

  @Test
  void ofConnectedClientsToo() throws IOException {
    SocketAddress name = at("client");
    try (MessageEndpoint client = bound(name)) {
      client.connect(server.getLocalAddress());
      sendTo(name);
      assertTrue(asked.hasUnread(name));
      client.receive(ByteBuffer.allocate(1_000));
      awaitNothing(name);
    }
  }

  @Test
  void aNameThatHasGoneOrChangedItsSocket() throws IOException {
    SocketAddress name = at("client");
    awaitNothing(name);
    MessageEndpoint first = bound(name);
    sendTo(name);
    assertTrue(asked.hasUnread(name));
    first.close();
    awaitNothing(name);
    try (MessageEndpoint second = bound(name)) {
      awaitNothing(name);
      sendTo(name);
      assertTrue(asked.hasUnread(name));
      second.receive(ByteBuffer.allocate(1_000));
      awaitNothing(name);
    }
  }

  @Test
  void whatIsUnreadTakesFromTheSendBuffer() throws IOException {
    SocketAddress name = at("client");
    try (MessageEndpoint client = bound(name)) {
      assertEquals(0, asked.unread());
      sendTo(name);
      assertTrue(asked.unread() >= 1_000);
      assertTrue(asked.capacity() > asked.unread());
      client.receive(ByteBuffer.allocate(1_000));
      assertEquals(0, asked.unread());
    }
  }
}
