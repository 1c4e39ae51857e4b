package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The right descriptor is found, however many are open, without a look at all of them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelDescriptorTest {

  private static final int MANY = 400;

  /**
   * What a search may look at on average, of {@link #MANY} connections that are two descriptors
   * each. One may look at more, where others have closed descriptors in between.
   */
  private static final int FEW = 40;

  @SuppressWarnings("unchecked")
  private static final Kind<StreamEndpoint> KIND =
      (Kind<StreamEndpoint>) Internet.KINDS.get(Internet.STREAM);

  private final List<SocketChannel> clients = new ArrayList<>();
  private final List<SocketChannel> accepted = new ArrayList<>();
  private long looks;

  @BeforeEach
  void onLinux() {
    assumeTrue(Abi.isLinux(), "only Linux has /proc/self/fd");
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
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private SocketChannel connect(ServerSocketChannel listener) throws IOException {
    SocketChannel client = SocketChannel.open();
    clients.add(client);
    client.connect(listener.getLocalAddress());
    SocketChannel server = listener.accept();
    accepted.add(server);
    return server;
  }

  /** The descriptor, to be closed. */
  private int find(NetworkChannel channel) throws IOException {
    ChannelDescriptor search = new ChannelDescriptor(channel, null);
    int found = search.duplicate();
    assertTrue(found >= 0, "found");
    looks += search.looks();
    return found;
  }

  private void assertIsFound(NetworkChannel channel) throws IOException {
    Bindings.libc().close(find(channel));
  }

  /** What goes in by the descriptor comes out at the channel's peer. */
  private void assertFinds(SocketChannel channel, SocketChannel peer) throws IOException {
    try (StreamEndpoint same = NativeSockets.ofDescriptor(KIND, find(channel))) {
      byte sent = (byte) peer.hashCode();
      same.write(ByteBuffer.wrap(new byte[] {sent}));
      ByteBuffer one = ByteBuffer.allocate(1);
      peer.read(one);
      assertEquals(sent, one.get(0));
    }
  }

  @Test
  void whatWasJustAcceptedIsFoundAmongTheNewest() throws Exception {
    try (ServerSocketChannel listener = listen()) {
      for (int i = 0; i < MANY; i++) {
        assertFinds(connect(listener), clients.get(i));
      }
    }
    assertTrue(looks <= FEW * MANY, looks + " looks");
  }

  @Test
  void allThatAreAskedForInTurnAreFoundAtOnce() throws Exception {
    try (ServerSocketChannel listener = listen()) {
      for (int i = 0; i < MANY; i++) {
        connect(listener);
      }
      assertIsFound(accepted.get(0));
      for (int i = 1; i < MANY; i++) {
        assertFinds(accepted.get(i), clients.get(i));
      }
    }
    assertTrue(looks <= FEW * MANY, looks + " looks");
  }

  @Test
  void eachIsFoundInAnyOrderAndLeftAsItWas() throws Exception {
    try (ServerSocketChannel listener = listen()) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        connect(listener);
        order.add(i);
      }
      accepted.get(7).setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      Collections.shuffle(order, new Random(1));
      for (int i : order) {
        assertFinds(accepted.get(i), clients.get(i));
        assertFinds(clients.get(i), accepted.get(i));
      }
      assertEquals(true, accepted.get(7).getOption(StandardSocketOptions.SO_KEEPALIVE));
      assertEquals(false, accepted.get(8).getOption(StandardSocketOptions.SO_KEEPALIVE));
      assertIsFound(listener);
    }
  }

  @Test
  void aClosedOneIsToldAndAnUnboundOneFound() throws Exception {
    SocketChannel channel = SocketChannel.open();
    assertIsFound(channel);
    channel.close();
    assertThrows(ClosedChannelException.class, () -> find(channel));
  }
}
