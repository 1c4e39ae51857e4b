package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/** What a handler is told of whose connect has failed: closed from the first, without a socket. */
abstract class NeverConnected implements LoopSocket {

  private final EventLoop loop;

  NeverConnected(EventLoop loop) {
    this.loop = loop;
  }

  /** Of a stream. */
  static final class Stream extends NeverConnected implements Connection {
    Stream(EventLoop loop) {
      super(loop);
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
      throw new ClosedChannelException();
    }

    @Override
    public long write(FileChannel file, long position, long count) throws IOException {
      throw new ClosedChannelException();
    }

    @Override
    public void passOn(Connection to) {}

    @Override
    public boolean post(ByteBuffer src) {
      return false;
    }

    @Override
    public int pending() {
      return 0;
    }

    @Override
    public StreamEndpoint endpoint() {
      return null;
    }
  }

  /** Of messages. */
  static final class Messages extends NeverConnected implements MessageSocket {
    Messages(EventLoop loop) {
      super(loop);
    }

    @Override
    public void send(ByteBuffer src) throws IOException {
      throw new ClosedChannelException();
    }

    @Override
    public void sendTo(ByteBuffer src, SocketAddress target) throws IOException {
      throw new ClosedChannelException();
    }

    @Override
    public void sendMessage(Message message) throws IOException {
      throw new ClosedChannelException();
    }

    @Override
    public boolean isDrained() {
      return true;
    }

    @Override
    public MessageEndpoint endpoint() {
      return null;
    }
  }

  @Override
  public final void halfDuplex(boolean on) {}

  @Override
  public final void pause() {}

  @Override
  public final void resume() {}

  @Override
  public final void hold() {}

  @Override
  public final void release() {}

  @Override
  public final void shutdownOutput() {}

  @Override
  public final void close() {}

  @Override
  public final void reset() {}

  @Override
  public final void abort() {}

  @Override
  public final SocketAddress peer() {
    return null;
  }

  @Override
  public final EventLoop loop() {
    return loop;
  }

  @Override
  public final String toString() {
    return "never connected";
  }
}
