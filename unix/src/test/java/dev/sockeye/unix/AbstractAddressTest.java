package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.posix.Memory;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbstractAddressTest {

  private static final Network NETWORK = Network.system();

  private static EndpointUri uri(String scheme, AbstractAddress address) {
    return EndpointUri.valueOf(scheme + ":x").withAddress(address);
  }

  private static AbstractAddress unique(String end) {
    return AbstractAddress.of("sockeye-test-" + ProcessHandle.current().pid() + end);
  }

  @Test
  void isWrittenAsItStandsInAUri() {
    byte[] name = {'a', 0, '%', '?', '&', ' ', (byte) 0xff, 'z'};
    AbstractAddress address = AbstractAddress.of(name);
    assertEquals("@a%00%25%3F%26%20%FFz", address.toString());
    assertEquals(address, UnixAddresses.parse(uri("unix", address)));
    assertArrayEquals(name, address.name());
    assertEquals(AbstractAddress.of(name).hashCode(), address.hashCode());
    assertNotEquals(AbstractAddress.of("a"), AbstractAddress.of("a\0"));
  }

  @Test
  void hasAtMost107Bytes() {
    assertEquals(107, AbstractAddress.of("x".repeat(107)).name().length);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> NETWORK.listenStream(EndpointUri.valueOf("unix:@" + "x".repeat(108))));
    assertTrue(e.getMessage().contains("107 is the most"), e.getMessage());
  }

  @Test
  void trailingZerosMakeAnotherName() throws Exception {
    AbstractAddress plain = unique("z");
    AbstractAddress padded = unique("z\0");
    try (Listener<StreamEndpoint> one = NETWORK.listenStream(uri("unix", plain))) {
      assertThrows(ConnectException.class, () -> NETWORK.connectStream(uri("unix", padded)));
      try (Listener<StreamEndpoint> other = NETWORK.listenStream(uri("unix", padded));
          StreamEndpoint client = NETWORK.connectStream(uri("unix", padded))) {
        assertEquals(padded, other.getLocalAddress());
        assertEquals(padded, client.getRemoteAddress());
        assertEquals(plain, one.getLocalAddress());
      }
    }
  }

  @Test
  void aNameOfAnyBytesWorksForAllKinds() throws Exception {
    byte[] name = new byte[107];
    for (int i = 0; i < name.length; i++) {
      name[i] = (byte) (i * 5L + ProcessHandle.current().pid());
    }
    AbstractAddress address = AbstractAddress.of(name);
    try (Listener<StreamEndpoint> listener = NETWORK.listenStream(uri("unix", address));
        Endpoint client = NETWORK.connectStream(uri("unix", address))) {
      assertEquals(address, listener.getLocalAddress());
      assertEquals(address, client.getRemoteAddress());
    }
    try (MessageEndpoint bound = NETWORK.bindMessages(uri("unix+dgram", address));
        Endpoint client = NETWORK.connectMessages(uri("unix+dgram", address))) {
      assertEquals(address, client.getRemoteAddress());
      assertThrows(BindException.class, () -> NETWORK.bindMessages(uri("unix+dgram", address)));
      assertTrue(bound.isOpen());
    }
    try (Listener<MessageEndpoint> listener =
            NETWORK.listenMessages(uri("unix+seqpacket", address));
        Endpoint client = NETWORK.connectMessages(uri("unix+seqpacket", address))) {
      assertEquals(address, client.getRemoteAddress());
      assertEquals(address, listener.getLocalAddress());
    }
  }

  @Test
  void bindingToNoAddressGivesOneOfTheSystems() throws Exception {
    try (MessageEndpoint one = NETWORK.socket(Unix.DATAGRAM).bind(null);
        MessageEndpoint other = NETWORK.socket(Unix.DATAGRAM).bind(null)) {
      AbstractAddress given = (AbstractAddress) one.getLocalAddress();
      assertEquals(5, given.name().length);
      assertNotEquals(given, other.getLocalAddress());
      assertEquals(1, other.sendTo(ByteBuffer.allocate(1), given));
      assertEquals(other.getLocalAddress(), one.receiveFrom(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void aSenderWithoutANameIsNull() throws Exception {
    AbstractAddress address = unique("u");
    try (MessageEndpoint bound = NETWORK.bindMessages(uri("unix+dgram", address));
        MessageEndpoint client = NETWORK.socket(Unix.DATAGRAM)) {
      client.sendTo(ByteBuffer.allocate(3), address);
      assertNull(bound.receiveFrom(ByteBuffer.allocate(3)));
      assertNull(client.getLocalAddress());
    }
  }

  @Test
  void theNameIsFreeOnceItsSocketIsClosed() throws Exception {
    AbstractAddress address = unique("f");
    for (int i = 0; i < 50; i++) {
      Listener<MessageEndpoint> listener = NETWORK.listenMessages(uri("unix+seqpacket", address));
      Thread acceptor =
          new Thread(
              () -> {
                try {
                  listener.accept();
                } catch (java.io.IOException e) {
                  // closed
                }
              });
      acceptor.start();
      while (acceptor.getState() == Thread.State.NEW) {
        Thread.onSpinWait();
      }
      listener.close();
      assertFalse(listener.isOpen());
      acceptor.join();
    }
  }

  @Test
  void pythonConnectsAndIsConnectedTo() throws Exception {
    AbstractAddress address = unique("p");
    try (Listener<StreamEndpoint> listener = NETWORK.listenStream(uri("unix", address));
        Peer python =
            Peer.python(
                """
                s = socket.socket(socket.AF_UNIX)
                s.connect('\\0' + sys.argv[1])
                s.sendall(b'hello')
                print(s.recv(10).decode())
                """,
                new String(address.name(), java.nio.charset.StandardCharsets.UTF_8));
        StreamEndpoint accepted = listener.accept()) {
      ByteBuffer buffer = ByteBuffer.allocate(5);
      dev.sockeye.Streams.readFully(accepted, buffer);
      dev.sockeye.Streams.writeFully(accepted, buffer.flip());
      python.assertSays("hello");
    }
  }

  /** C gives the exact length; an address of the whole structure's size is another name. */
  @Test
  void aProgramInCConnectsByTheExactLength(@TempDir Path folder) throws Exception {
    Host.C_COMPILER.isNeeded();
    Path source =
        Files.writeString(
            folder.resolve("c.c"),
            """
            #include <errno.h>
            #include <stddef.h>
            #include <stdio.h>
            #include <string.h>
            #include <sys/socket.h>
            #include <sys/un.h>
            static int try(const char *name, int n, int whole) {
              struct sockaddr_un a;
              memset(&a, 0, sizeof a);
              a.sun_family = AF_UNIX;
              memcpy(a.sun_path + 1, name, n);
              int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
              socklen_t l = whole ? sizeof a : offsetof(struct sockaddr_un, sun_path) + 1 + n;
              return connect(fd, (struct sockaddr *)&a, l) < 0 ? errno : send(fd, "x", 1, 0) - 1;
            }
            int main(int argc, char **argv) {
              int n = strlen(argv[1]);
              printf("%d %d\\n", try(argv[1], n, 0), try(argv[1], n, 1) == ECONNREFUSED);
              return 0;
            }
            """);
    Path program = folder.resolve("c");
    try (Peer cc = Peer.run("cc", "-o", program, source)) {
      cc.assertSucceeds();
    }
    AbstractAddress address = unique("c");
    String name = new String(address.name(), java.nio.charset.StandardCharsets.UTF_8);
    try (Listener<MessageEndpoint> listener =
            NETWORK.listenMessages(uri("unix+seqpacket", address));
        Peer peer = Peer.run(program, name);
        MessageEndpoint accepted = listener.accept()) {
      assertEquals(1, accepted.receive(ByteBuffer.allocate(2)));
      peer.assertSays("0 1");
    }
  }

  @Test
  void aPathThatIsNoTextIsNoAddress() throws Exception {
    Memory memory = Memory.allocate(UnixAddresses.SOCKADDR_SIZE);
    memory.bytes.putShort(0, (short) UnixAddresses.AF_UNIX).put(2, (byte) '/').put(3, (byte) 0xff);
    assertNull(UnixAddresses.read(memory.bytes, 0, 5));
  }
}
