package dev.sockeye.bench.contest;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** Two channels of Netty with TLS over TCP, each with an event loop of its own. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure comes to the pipeline, which prints it
final class NettyTls {

  /** What the JDK's client and server agree on. */
  private static final List<String> SUITE = List.of("TLS_AES_256_GCM_SHA384");

  private final SslContext client;
  private final SslContext server;

  private NettyTls(SslProvider provider) throws IOException {
    client =
        SslContextBuilder.forClient()
            .sslProvider(provider)
            .ciphers(SUITE)
            .protocols("TLSv1.3")
            .trustManager(Keys.get().trust())
            .build();
    server =
        SslContextBuilder.forServer(Keys.get().keys())
            .sslProvider(provider)
            .ciphers(SUITE)
            .protocols("TLSv1.3")
            .build();
  }

  static NettyTls jdk() throws IOException {
    return new NettyTls(SslProvider.JDK);
  }

  static NettyTls tcnative() throws IOException {
    OpenSsl.ensureAvailability();
    return new NettyTls(SslProvider.OPENSSL);
  }

  Contender roundTrips(int size) throws IOException {
    NettyPeers.Trips trips = new NettyPeers.Trips(size);
    Pair pair = connect(trips, new NettyPeers.Echo(new LinkedBlockingQueue<>()));
    return new NettyPeers.Running(pair.near, trips, pair.nearLoop, pair.farLoop);
  }

  Contender throughput(int size) throws IOException {
    Drain drain = new Drain();
    Pump pump = new Pump(size, drain);
    return new Pumping(connect(pump, drain), pump);
  }

  private record Pair(Channel near, EventLoopGroup nearLoop, EventLoopGroup farLoop) {}

  private Pair connect(ChannelHandler near, ChannelHandler far) throws IOException {
    EventLoopGroup nearLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    EventLoopGroup farLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      Channel listener =
          new ServerBootstrap()
              .group(farLoop)
              .channel(NioServerSocketChannel.class)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childHandler(over(server, far))
              .bind(JdkPeers.loopback())
              .sync()
              .channel();
      Channel connected =
          new Bootstrap()
              .group(nearLoop)
              .channel(NioSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .handler(over(client, near))
              .connect(listener.localAddress())
              .sync()
              .channel();
      connected.pipeline().get(SslHandler.class).handshakeFuture().sync();
      listener.close().sync();
      return new Pair(connected, nearLoop, farLoop);
    } catch (InterruptedException e) {
      throw NettyPeers.interrupted(e);
    }
  }

  private static ChannelHandler over(SslContext tls, ChannelHandler handler) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel
            .pipeline()
            .addLast(
                tls.isClient()
                    ? tls.newHandler(channel.alloc(), Keys.HOST, 443)
                    : tls.newHandler(channel.alloc()),
                handler);
      }
    };
  }

  /** Takes what comes, and sends a receipt for all of it together. */
  @ChannelHandler.Sharable
  private static final class Drain extends ChannelInboundHandlerAdapter {

    private volatile long expected; // set before the first of it is written
    private long taken;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      taken += bytes.readableBytes();
      bytes.release();
      if (taken == expected) {
        taken = 0;
        context.writeAndFlush(Unpooled.directBuffer(1).writeZero(1), context.voidPromise());
      }
    }
  }

  /** Writes as long as the channel takes it; on the channel's loop. */
  private static final class Pump extends ChannelInboundHandlerAdapter {

    private final ByteBuf bytes;
    private final Drain drain;
    private final Semaphore done = new Semaphore(0);
    private int left;

    Pump(int size, Drain drain) {
      bytes = Unpooled.directBuffer(size).writeZero(size);
      this.drain = drain;
    }

    private void pump(Channel channel) {
      while (left > 0 && channel.isWritable()) {
        left--;
        channel.writeAndFlush(bytes.retainedDuplicate(), channel.voidPromise());
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      pump(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ((ByteBuf) message).release();
      done.release();
    }

    void run(Channel channel, int writes) throws InterruptedException {
      drain.expected = (long) writes * bytes.readableBytes();
      channel
          .eventLoop()
          .execute(
              () -> {
                left = writes;
                pump(channel);
              });
      done.acquire();
    }
  }

  private record Pumping(Pair pair, Pump pump) implements Contender {

    @Override
    public void run(int writes) throws IOException {
      try {
        pump.run(pair.near, writes);
      } catch (InterruptedException e) {
        throw NettyPeers.interrupted(e);
      }
    }

    @Override
    public void close() {
      pair.nearLoop.shutdownGracefully();
      pair.farLoop.shutdownGracefully();
    }
  }
}
