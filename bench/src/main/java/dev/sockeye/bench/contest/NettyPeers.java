package dev.sockeye.bench.contest;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** Round trips between two channels of Netty, each with an event loop of its own. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure comes to the pipeline, which prints it
final class NettyPeers {

  private final IoHandlerFactory io;
  private final Class<? extends ServerChannel> listeners;
  private final Class<? extends Channel> streams;
  private final Class<? extends DatagramChannel> datagrams;

  private NettyPeers(
      IoHandlerFactory io,
      Class<? extends ServerChannel> listeners,
      Class<? extends Channel> streams,
      Class<? extends DatagramChannel> datagrams) {
    this.io = io;
    this.listeners = listeners;
    this.streams = streams;
    this.datagrams = datagrams;
  }

  static NettyPeers nio() {
    return new NettyPeers(
        NioIoHandler.newFactory(),
        NioServerSocketChannel.class,
        NioSocketChannel.class,
        NioDatagramChannel.class);
  }

  static NettyPeers epoll() {
    Epoll.ensureAvailability();
    return new NettyPeers(
        EpollIoHandler.newFactory(),
        EpollServerSocketChannel.class,
        EpollSocketChannel.class,
        EpollDatagramChannel.class);
  }

  private EventLoopGroup loop() {
    return new MultiThreadIoEventLoopGroup(1, io);
  }

  Contender tcp(int size) throws IOException {
    return stream(JdkPeers.loopback(), listeners, streams, true, size);
  }

  Contender unix(int size) throws IOException {
    Path folder = Files.createTempDirectory("sockeye-bench");
    Path path = folder.resolve("s");
    try {
      return stream(
          new DomainSocketAddress(path.toFile()),
          EpollServerDomainSocketChannel.class,
          EpollDomainSocketChannel.class,
          false,
          size);
    } finally {
      Files.deleteIfExists(path);
      Files.delete(folder);
    }
  }

  private Contender stream(
      SocketAddress where,
      Class<? extends ServerChannel> listening,
      Class<? extends Channel> connecting,
      boolean tcp,
      int size)
      throws IOException {
    EventLoopGroup nearLoop = loop();
    EventLoopGroup farLoop = loop();
    BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    Trips trips = new Trips(size);
    try {
      ServerBootstrap server =
          new ServerBootstrap().group(farLoop).channel(listening).childHandler(new Echo(accepted));
      Bootstrap client = new Bootstrap().group(nearLoop).channel(connecting).handler(trips);
      if (tcp) {
        server.childOption(ChannelOption.TCP_NODELAY, true);
        client.option(ChannelOption.TCP_NODELAY, true);
      }
      Channel listener = server.bind(where).sync().channel();
      Channel near = client.connect(listener.localAddress()).sync().channel();
      accepted.take();
      listener.close().sync();
      return new Running(near, trips, nearLoop, farLoop);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  Contender udp(int size) throws IOException {
    EventLoopGroup nearLoop = loop();
    EventLoopGroup farLoop = loop();
    Trips trips = new Trips(size);
    try {
      Channel far = bind(farLoop, new Echo(new LinkedBlockingQueue<>()));
      Channel near = bind(nearLoop, trips);
      near.connect(far.localAddress()).sync();
      far.connect(near.localAddress()).sync();
      return new Running(near, trips, nearLoop, farLoop);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Channel bind(EventLoopGroup loop, ChannelHandler handler) throws InterruptedException {
    Bootstrap bootstrap = new Bootstrap().group(loop).channel(datagrams).handler(handler);
    return bootstrap.bind(JdkPeers.loopback()).sync().channel();
  }

  static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return (IOException) new InterruptedIOException().initCause(e);
  }

  private static ByteBuf bytes(Object message) {
    return message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
  }

  @ChannelHandler.Sharable
  static final class Echo extends ChannelInboundHandlerAdapter {

    private final BlockingQueue<Channel> opened;

    Echo(BlockingQueue<Channel> opened) {
      this.opened = opened;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      opened.add(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(bytes(message), context.voidPromise());
    }
  }

  /** Sends an answer back as the next request, as often as wanted; on the channel's loop. */
  static final class Trips extends ChannelInboundHandlerAdapter {

    private final int size;
    private final Semaphore done = new Semaphore(0);
    private int left;

    Trips(int size) {
      this.size = size;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf answer = bytes(message);
      if (answer.readableBytes() != size) {
        throw new IllegalStateException("an answer in parts"); // 64 bytes on the loopback are not
      } else if (--left > 0) {
        context.writeAndFlush(answer, context.voidPromise());
      } else {
        answer.release();
        done.release();
      }
    }

    void run(Channel channel, int trips) throws InterruptedException {
      channel
          .eventLoop()
          .execute(
              () -> {
                left = trips;
                channel.writeAndFlush(Unpooled.directBuffer(size).writeZero(size));
              });
      done.acquire();
    }
  }

  record Running(Channel near, Trips trips, EventLoopGroup nearLoop, EventLoopGroup farLoop)
      implements Contender {

    @Override
    public void run(int operations) throws IOException {
      try {
        trips.run(near, operations);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }

    @Override
    public void close() {
      nearLoop.shutdownGracefully();
      farLoop.shutdownGracefully();
    }
  }
}
