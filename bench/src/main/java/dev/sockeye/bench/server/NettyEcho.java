package dev.sockeye.bench.server;

import dev.sockeye.bench.contest.Keys;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** An echo server of Netty's, of one kind, on one loop with epoll. */
public final class NettyEcho {

  private static final int BACKLOG = 4096;
  private static final int LONGEST = 1 << 20;

  private NettyEcho() {}

  /**
   * Serves until standard input ends.
   *
   * @param args {@code events}, {@code framed}, {@code tls} or {@code tcnative}
   * @throws IOException if standard input cannot be read
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Consumer<Channel> codecs;
    try {
      Epoll.ensureAvailability();
      codecs = codecs(args[0]);
    } catch (LinkageError e) {
      System.out.println("absent\t" + e);
      return;
    }
    InetSocketAddress bound =
        (InetSocketAddress)
            new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(initializer(codecs))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel()
                .localAddress();
    ServerControl.serve("127.0.0.1:" + bound.getPort());
  }

  private static ChannelHandler initializer(Consumer<Channel> codecs) {
    NettyServer.Echo echo = new NettyServer.Echo();
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        codecs.accept(channel);
        channel.pipeline().addLast(echo);
      }
    };
  }

  private static Consumer<Channel> codecs(String kind) throws IOException {
    return switch (kind) {
      case "framed" -> channel -> frame(channel.pipeline());
      case "tls" -> tls(SslProvider.JDK);
      case "tcnative" -> tls(SslProvider.OPENSSL);
      default -> channel -> {};
    };
  }

  private static void frame(ChannelPipeline pipeline) {
    pipeline.addLast(
        new LengthFieldBasedFrameDecoder(LONGEST, 0, Integer.BYTES, 0, Integer.BYTES),
        new LengthFieldPrepender(Integer.BYTES));
  }

  private static Consumer<Channel> tls(SslProvider provider) throws IOException {
    SslContext context =
        SslContextBuilder.forServer(Keys.get().keys())
            .sslProvider(provider)
            .protocols("TLSv1.3")
            .build();
    return channel -> channel.pipeline().addLast(context.newHandler(channel.alloc()));
  }
}
