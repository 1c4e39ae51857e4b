package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.testkit.Descriptors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Another protocol's socket under a channel of the JDK. */
@Timeout(60)
class ChannelSocketTest {

  private static final int UDPLITE = 136;
  private static final int NOBODYS = 259;
  private static final int TCP = 6;
  private static final int TCP_KEEPIDLE = 4;

  @BeforeEach
  void needsLinux() {
    assumeTrue(Abi.isLinux(), "the numbers are Linux's");
  }

  private static int protocol(NetworkChannel channel) throws IOException {
    return SocketInfo.of(AdoptedChannels.numberOf(channel)).protocol().number();
  }

  @ParameterizedTest
  @EnumSource(names = {"INET", "INET6"})
  void aDatagramChannelSpeaksIt(StandardProtocolFamily family) throws IOException {
    try (DatagramChannel one = opened(family);
        DatagramChannel other = opened(family)) {
      for (DatagramChannel channel : new DatagramChannel[] {one, other}) {
        ChannelSocket.replace(channel, "udplite", UDPLITE);
        assertEquals(UDPLITE, protocol(channel));
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      }
      one.send(ByteBuffer.allocate(3), other.getLocalAddress());
      ByteBuffer received = ByteBuffer.allocate(9);
      assertEquals(one.getLocalAddress(), other.receive(received));
      assertEquals(3, received.position());
    }
  }

  private static DatagramChannel opened(ProtocolFamily family) throws IOException {
    try {
      return DatagramChannel.open(family);
    } catch (UnsupportedOperationException e) {
      assumeTrue(false, "this host has no " + family);
      throw e;
    }
  }

  @Test
  void aListenerReusesItsAddressAsTheJdkHasIt() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open();
        SocketChannel client = SocketChannel.open()) {
      ChannelSocket.replace(listener, "tcp", TCP);
      ChannelSocket.replace(client, "tcp", TCP);
      assertEquals(true, listener.getOption(StandardSocketOptions.SO_REUSEADDR));
      assertEquals(false, client.getOption(StandardSocketOptions.SO_REUSEADDR));
    }
  }

  @Test
  void whatTheSystemRefusesIsToldAndNoDescriptorKept() throws Exception {
    assertEquals(Optional.of(Errno.EPROTONOSUPPORT), ChannelSocket.refused(NOBODYS));
    assertEquals(Optional.empty(), ChannelSocket.refused(TCP));
    int before = Descriptors.count();
    for (int i = 0; i < 50; i++) {
      try (SocketChannel channel = SocketChannel.open()) {
        SocketErrnoException e =
            assertThrows(
                SocketErrnoException.class,
                () -> ChannelSocket.replace(channel, "nobodys", NOBODYS));
        assertEquals("socket nobodys: Protocol not supported (EPROTONOSUPPORT)", e.getMessage());
        assertEquals(TCP, protocol(channel));
      }
      try (SocketChannel channel = SocketChannel.open()) {
        ChannelSocket.replace(channel, "tcp", TCP);
      }
    }
    Descriptors.awaitAtMost(before, "channels that are closed");
  }

  @Test
  void anOptionIsReadWhateverTheChannelWentThrough() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open();
        SocketChannel client = SocketChannel.open()) {
      client.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 77);
      assertEquals(77, keepIdle(client));
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      client.connect(listener.getLocalAddress());
      try (SocketChannel accepted = listener.accept()) {
        accepted.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 78);
        assertEquals(78, keepIdle(accepted));
        accepted.shutdownOutput();
        client.shutdownOutput();
        assertEquals(-1, client.read(ByteBuffer.allocate(1)));
        assertEquals(77, keepIdle(client)); // the system has forgotten the peer
      }
    }
    SocketChannel closed = SocketChannel.open();
    closed.close();
    assertThrows(ClosedChannelException.class, () -> keepIdle(closed));
  }

  private static int keepIdle(NetworkChannel channel) throws IOException {
    Memory value = Memory.allocate(Integer.BYTES);
    ChannelSocket.getOption(channel, TCP, TCP_KEEPIDLE, value);
    return value.getInt(0);
  }
}
