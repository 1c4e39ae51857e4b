package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.posix.ChannelDescriptor;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Of a JDK channel of this domain, too, the right descriptor is found. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelDescriptorTest {

  private static final int MANY = 200;

  @TempDir Path folder;

  private final List<SocketChannel> clients = new ArrayList<>();
  private final List<SocketChannel> accepted = new ArrayList<>();

  @BeforeEach
  void onLinux() {
    Host.SENDMMSG.isNeeded();
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel channel : clients) {
      channel.close();
    }
    for (SocketChannel channel : accepted) {
      channel.close();
    }
  }

  private ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(folder.resolve("s")));
  }

  private SocketChannel connect(ServerSocketChannel listener) throws IOException {
    SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
    clients.add(client);
    client.connect(listener.getLocalAddress());
    SocketChannel server = listener.accept();
    accepted.add(server);
    return server;
  }

  private Descriptors find(NetworkChannel channel) throws IOException {
    return Descriptors.adopt(ChannelDescriptor.duplicate(channel, UnixAddresses.CODEC));
  }

  /** What goes in by the descriptor comes out at the channel's peer. */
  private void assertFinds(SocketChannel channel, SocketChannel peer) throws IOException {
    try (Descriptors found = find(channel);
        StreamEndpoint same = found.endpoint(0, Unix.STREAM)) {
      byte sent = (byte) peer.hashCode();
      same.write(ByteBuffer.wrap(new byte[] {sent}));
      ByteBuffer one = ByteBuffer.allocate(1);
      peer.read(one);
      assertEquals(sent, one.get(0));
    }
  }

  @Test
  void eachIsFoundInAnyOrderAndLeftAsItWas() throws Exception {
    try (ServerSocketChannel listener = listen()) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        connect(listener);
        order.add(i);
      }
      accepted.get(7).setOption(StandardSocketOptions.SO_LINGER, 3);
      accepted.get(9).setOption(StandardSocketOptions.SO_LINGER, 40_961); // as if it were marked
      Collections.shuffle(order, new Random(1));
      for (int i : order) {
        assertFinds(accepted.get(i), clients.get(i));
        assertFinds(clients.get(i), accepted.get(i));
      }
      assertEquals(3, accepted.get(7).getOption(StandardSocketOptions.SO_LINGER));
      assertEquals(40_961, accepted.get(9).getOption(StandardSocketOptions.SO_LINGER));
      assertEquals(-1, accepted.get(8).getOption(StandardSocketOptions.SO_LINGER));
      find(listener).close();
    }
  }

  @Test
  void aClosedOneIsToldAndAnUnboundOneFound() throws Exception {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    find(channel).close();
    channel.close();
    assertThrows(ClosedChannelException.class, () -> find(channel));
  }

  /** As a server asks who its client is. */
  @Test
  void theCredentialsOfManyAreTold() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix:" + folder.resolve("e"));
    List<StreamEndpoint> open = new ArrayList<>();
    try (Listener<StreamEndpoint> listener = Network.system().listenStream(uri)) {
      for (int i = 0; i < MANY; i++) {
        open.add(Network.system().connectStream(uri));
        open.add(listener.accept());
      }
      for (StreamEndpoint endpoint : open) {
        assertEquals(
            (int) ProcessHandle.current().pid(), endpoint.getOption(Unix.PEER_CREDENTIALS).pid());
      }
    } finally {
      for (StreamEndpoint endpoint : open) {
        endpoint.close();
      }
    }
  }
}
