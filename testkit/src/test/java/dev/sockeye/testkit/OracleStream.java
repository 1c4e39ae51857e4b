package dev.sockeye.testkit;

import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A {@link SocketChannel}. */
final class OracleStream extends OracleSocket<SocketChannel> implements StreamEndpoint {

  OracleStream(SocketChannel channel) {
    super(channel);
  }

  @Override
  public SocketSpec<StreamEndpoint> spec() {
    return OracleNetwork.STREAM;
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    return channel.connect(remote);
  }

  @Override
  public boolean finishConnect() throws IOException {
    return channel.finishConnect();
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return channel.getRemoteAddress();
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return channel.read(dst);
  }

  @Override
  public long read(ByteBuffer[] dsts) throws IOException {
    return channel.read(dsts);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    return channel.read(dsts, offset, length);
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return channel.write(src);
  }

  @Override
  public long write(ByteBuffer[] srcs) throws IOException {
    return channel.write(srcs);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return channel.write(srcs, offset, length);
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    channel.shutdownInput();
    return this;
  }

  @Override
  public StreamEndpoint shutdownOutput() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  @Override
  public StreamEndpoint bind(SocketAddress local) throws IOException {
    channel.bind(local);
    return this;
  }

  @Override
  public <T> StreamEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    channel.setOption(name, value);
    return this;
  }

  @Override
  public StreamEndpoint configureBlocking(boolean block) throws IOException {
    channel.configureBlocking(block);
    return this;
  }
}
