package dev.sockeye.bench.contest;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/** The same batches by Netty's epoll, which sends by sendmmsg(2) and receives by recvmmsg(2). */
@SuppressWarnings("FutureReturnValueIgnored") // a failure comes to the pipeline, which prints it
final class NettyUdpBatch implements Contender {

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Semaphore received = new Semaphore(0);
  private final Channel near;

  NettyUdpBatch() throws IOException {
    Epoll.ensureAvailability();
    try {
      near = bind(new ChannelInboundHandlerAdapter());
      Channel far = bind(new Count(received));
      near.connect(far.localAddress()).sync();
      far.connect(near.localAddress()).sync();
    } catch (InterruptedException e) {
      throw NettyPeers.interrupted(e);
    }
  }

  private Channel bind(ChannelHandler handler) throws InterruptedException {
    return new Bootstrap()
        .group(loop)
        .channel(EpollDatagramChannel.class)
        .option(ChannelOption.SO_RCVBUF, 1 << 20)
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MessageBatch.SIZE)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(MessageBatch.SIZE * MessageBatch.COUNT))
        .handler(handler)
        .bind(JdkPeers.loopback())
        .sync()
        .channel();
  }

  @Override
  public void run(int batches) throws IOException {
    try {
      for (int i = 0; i < batches; i++) {
        near.eventLoop().execute(this::send);
        received.acquire(MessageBatch.COUNT);
      }
    } catch (InterruptedException e) {
      throw NettyPeers.interrupted(e);
    }
  }

  private void send() {
    for (int k = 0; k < MessageBatch.COUNT; k++) {
      ByteBuf datagram = near.alloc().directBuffer(MessageBatch.SIZE).writeZero(MessageBatch.SIZE);
      near.write(datagram, near.voidPromise());
    }
    near.flush();
  }

  @Override
  public void close() {
    loop.shutdownGracefully();
  }

  private static final class Count extends ChannelInboundHandlerAdapter {

    private final Semaphore received;

    Count(Semaphore received) {
      this.received = received;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      received.release();
    }
  }
}
