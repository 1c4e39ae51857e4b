package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.Poller;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream socket that a poller holds before it is known to need a native descriptor. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegisteredTooEarlyTest {

  private static final Network NETWORK = Network.system();

  @TempDir Path folder;

  private static AbstractAddress name(String end) {
    return AbstractAddress.of("sockeye-early-" + ProcessHandle.current().pid() + end);
  }

  @Test
  void aListenerIsNotBoundToAnAbstractNameAndStaysRegistered() throws Exception {
    try (Poller poller = Poller.open();
        Listener<StreamEndpoint> listener = NETWORK.listener(Unix.STREAM)) {
      listener.configureBlocking(false);
      Poller.Registration registration = poller.register(listener, SelectionKey.OP_ACCEPT, null);
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> listener.bind(name("l")));
      assertTrue(e.getMessage().contains("register it after"), e.getMessage());
      UnixDomainSocketAddress path = UnixDomainSocketAddress.of(folder.resolve("s"));
      listener.bind(path);
      try (StreamEndpoint client = NETWORK.socket(Unix.STREAM)) {
        assertTrue(client.connect(path));
        assertEquals(1, poller.poll(Duration.ofSeconds(10), r -> assertSame(registration, r)));
      }
    }
  }

  @Test
  void anEndpointIsNotConnectedToAnAbstractNameUntilItIsCancelled() throws Exception {
    try (Poller poller = Poller.open();
        Listener<StreamEndpoint> listener = NETWORK.listener(Unix.STREAM).bind(name("c"));
        StreamEndpoint client = NETWORK.socket(Unix.STREAM).configureBlocking(false)) {
      Poller.Registration early = poller.register(client, SelectionKey.OP_CONNECT, null);
      assertThrows(IllegalStateException.class, () -> client.connect(name("c")));
      assertTrue(early.isValid() && client.isOpen());
      early.cancel();
      poller.pollNow(r -> {});
      assertTrue(client.connect(name("c")));
      poller.register(client, SelectionKey.OP_WRITE, null);
      assertEquals(1, poller.poll(Duration.ofSeconds(10), r -> assertSame(client, r.socket())));
      assertTrue(listener.isOpen());
    }
  }

  @Test
  void aConnectToAFullBacklogFails() throws Exception {
    UnixDomainSocketAddress path = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (Poller poller = Poller.open();
        Listener<StreamEndpoint> listener = NETWORK.listener(Unix.STREAM).bind(path, 1);
        StreamEndpoint one = NETWORK.socket(Unix.STREAM);
        StreamEndpoint two = NETWORK.socket(Unix.STREAM);
        StreamEndpoint late = NETWORK.socket(Unix.STREAM).configureBlocking(false)) {
      one.connect(path);
      two.connect(path);
      poller.register(late, SelectionKey.OP_CONNECT, null);
      IOException e = assertThrows(IOException.class, () -> late.connect(path));
      assertEquals(Errno.EAGAIN, Errno.of(e).orElseThrow());
      assertTrue(!late.isOpen() && listener.isOpen());
    }
  }

  @Test
  void aSecondTryToBindLeavesARegisteredNativeSocketAsItIs() throws Exception {
    try (Poller poller = Poller.open();
        Listener<StreamEndpoint> other = NETWORK.listener(Unix.STREAM).bind(name("o"));
        Listener<StreamEndpoint> listener = NETWORK.listener(Unix.STREAM)) {
      assertThrows(IOException.class, () -> listener.bind(name("o")));
      listener.configureBlocking(false);
      Poller.Registration registration = poller.register(listener, SelectionKey.OP_ACCEPT, null);
      listener.bind(name("b"));
      assertEquals(0, poller.pollNow(r -> {}), "told although nobody connects");
      try (StreamEndpoint client = NETWORK.socket(Unix.STREAM)) {
        client.connect(name("b"));
        assertEquals(1, poller.poll(Duration.ofSeconds(10), r -> assertSame(registration, r)));
      }
      assertTrue(other.isOpen());
    }
  }
}
