package dev.sockeye.bench.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An echo server on one event loop of Netty, as Netty's own example writes it. */
public final class NettyServer {

  private static final int BACKLOG = 4096;

  private NettyServer() {}

  /**
   * Serves until standard input ends.
   *
   * @param args {@code nio}, {@code epoll} or {@code io_uring}
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
    InetSocketAddress bound =
        (InetSocketAddress)
            new ServerBootstrap()
                .group(loop)
                .channel(listeners)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Echo())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel()
                .localAddress();
    ServerControl.serve("127.0.0.1:" + bound.getPort());
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

  /** Writes on flush once all that came together is echoed. */
  @ChannelHandler.Sharable
  @SuppressWarnings("FutureReturnValueIgnored") // a failure comes to exceptionCaught
  private static final class Echo extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message, context.voidPromise());
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
