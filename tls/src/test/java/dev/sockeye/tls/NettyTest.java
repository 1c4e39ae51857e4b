package dev.sockeye.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.tcp.Tcp;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Netty's {@code SslHandler}, as the server and as the client. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NettyTest {

  private static final int LENGTH = 1_000_000;

  private static EventLoopGroup group;

  @BeforeAll
  static void start() {
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  }

  @AfterAll
  static void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[LENGTH];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static SslHandler handler(String protocol, boolean client) {
    SSLContext context = KeyFiles.context();
    SSLEngine engine = context.createSSLEngine("localhost", 0);
    engine.setUseClientMode(client);
    engine.setEnabledProtocols(new String[] {protocol});
    return new SslHandler(engine);
  }

  /** Writes back what comes, and closes at the end: by itself Netty leaves its own half open. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ChannelFuture unused = context.writeAndFlush(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslCloseCompletionEvent) {
        ChannelFuture unused = context.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void nettyIsAServer(String protocol) throws Exception {
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(handler(protocol, false), new Echo());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    StreamEndpoint below = Network.system().socket(Tcp.STREAM4);
    below.connect(server.localAddress());
    TlsSettings settings = TlsSettings.client(KeyFiles.context()).peerHost("localhost");
    try (StreamEndpoint client = Tls.client(below, settings)) {
      assertArrayEquals(bytes(), TlsPairs.echoed(client, bytes()));
      assertEquals(protocol, client.getOption(Tls.SESSION).protocol());
      client.shutdownOutput();
      assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    } finally {
      server.close().sync();
    }
  }

  /** Collects what comes, up to a length, and closes then. */
  private static final class Collecting extends SimpleChannelInboundHandler<ByteBuf> {
    private final ByteBuf all = Unpooled.buffer();
    private final CompletableFuture<byte[]> done;

    Collecting(CompletableFuture<byte[]> done) {
      this.done = done;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      ChannelFuture unused = context.writeAndFlush(Unpooled.wrappedBuffer(bytes()));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
      all.writeBytes(in);
      if (all.readableBytes() == LENGTH) {
        done.complete(ByteBufUtil.getBytes(all));
        ChannelFuture unused = context.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      done.completeExceptionally(cause);
      ChannelFuture unused = context.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void nettyIsAClient(String protocol) throws Exception {
    TlsSettings settings = TlsSettings.server(KeyFiles.context());
    try (Listener<StreamEndpoint> listener =
        Tls.listener(Network.system().listener(Tcp.STREAM4), settings)) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      CompletableFuture<Long> echoed =
          TlsPairs.background(
              () -> {
                try (StreamEndpoint peer = listener.accept()) {
                  ByteBuffer buffer = ByteBuffer.allocate(10_000);
                  long all = 0;
                  for (int n; (n = peer.read(buffer.clear())) >= 0; all += n) {
                    Streams.writeFully(peer, buffer.flip());
                  }
                  return all;
                }
              });
      CompletableFuture<byte[]> collected = new CompletableFuture<>();
      new Bootstrap()
          .group(group)
          .channel(NioSocketChannel.class)
          .handler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                  channel.pipeline().addLast(handler(protocol, true), new Collecting(collected));
                }
              })
          .connect(listener.getLocalAddress())
          .sync();
      assertArrayEquals(bytes(), collected.get(30, TimeUnit.SECONDS));
      assertEquals(LENGTH, echoed.get(30, TimeUnit.SECONDS));
    }
  }
}
