package dev.sockeye.bench.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An echo server on one event loop of Netty, as Netty's own examples write it. */
public final class NettyServer {

  private static final int BACKLOG = 4096;
  private static final int LARGEST = 64 * 1024;
  private static final int LENGTH = 4;
  private static final int DATAGRAM = 2048;
  private static final int DATAGRAMS = 32;

  private NettyServer() {}

  /**
   * Serves until standard input ends.
   *
   * @param args {@code nio}, {@code epoll} or {@code io_uring}; {@code tcp}, {@code framed}, {@code
   *     unix} or {@code udp}, of which only epoll has the last two; and a path, if need be
   * @throws IOException if standard input cannot be read
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    IoHandlerFactory io;
    Class<? extends ServerChannel> listeners;
    try {
      io = factory(args[0]);
      listeners = listeners(args[0]);
    } catch (LinkageError e) {
      System.out.println("absent\t" + rootOf(e));
      return;
    }
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, io);
    Channel bound =
        switch (args[1]) {
          case "udp" -> datagrams(loop);
          case "unix" -> atPath(loop, args[2]);
          case "framed" -> tcp(loop, listeners, new Framed());
          default -> tcp(loop, listeners, new Echo());
        };
    ServerControl.serve(
        bound.localAddress() instanceof InetSocketAddress local
            ? "127.0.0.1:" + local.getPort()
            : args[2]);
  }

  private static Channel tcp(
      EventLoopGroup loop, Class<? extends ServerChannel> listeners, ChannelHandler handler)
      throws InterruptedException {
    return channel(
        new ServerBootstrap()
            .group(loop)
            .channel(listeners)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(handler)
            .bind(loopback()));
  }

  private static Channel atPath(EventLoopGroup loop, String path) throws InterruptedException {
    return channel(
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerDomainSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(new Echo())
            .bind(new DomainSocketAddress(path)));
  }

  /** By recvmmsg(2) and sendmmsg(2). */
  private static Channel datagrams(EventLoopGroup loop) throws InterruptedException {
    return channel(
        new Bootstrap()
            .group(loop)
            .channel(EpollDatagramChannel.class)
            .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(DATAGRAM * DATAGRAMS))
            .handler(new Echo())
            .bind(loopback()));
  }

  private static Channel channel(ChannelFuture bound) throws InterruptedException {
    return bound.sync().channel();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static IoHandlerFactory factory(String kind) {
    return switch (kind) {
      case "epoll" -> {
        Epoll.ensureAvailability();
        yield EpollIoHandler.newFactory();
      }
      case "io_uring" -> {
        IoUring.ensureAvailability();
        yield IoUringIoHandler.newFactory();
      }
      default -> NioIoHandler.newFactory();
    };
  }

  private static Class<? extends ServerChannel> listeners(String kind) {
    return switch (kind) {
      case "epoll" -> EpollServerSocketChannel.class;
      case "io_uring" -> IoUringServerSocketChannel.class;
      default -> NioServerSocketChannel.class;
    };
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Puts what is framed into messages, which are echoed. */
  private static final class Framed extends ChannelInitializer<Channel> {

    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(
              new LengthFieldBasedFrameDecoder(LARGEST, 0, LENGTH, 0, LENGTH),
              new LengthFieldPrepender(LENGTH),
              new Echo());
    }
  }

  /** Writes on flush once all that came together is echoed. */
  @ChannelHandler.Sharable
  @SuppressWarnings("FutureReturnValueIgnored") // a failure comes to exceptionCaught
  static final class Echo extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      Object reply =
          message instanceof DatagramPacket asked
              ? new DatagramPacket(asked.content(), asked.sender())
              : message;
      context.write(reply, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close(); // a connection that was reset
    }
  }
}
