package dev.sockeye.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * An echo server as small as it can be made on the JDK: one loop, one direct buffer, read and then
 * write at once. It has no limits, timeouts or back-pressure, and keeps a rest that the socket does
 * not take in a buffer of its own.
 */
public final class BareServer {

  private static final int BACKLOG = 4096;

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

  private BareServer() throws IOException {}

  /**
   * Serves until standard input ends.
   *
   * @param args {@code tcp} or {@code unix}, and for the latter a path
   * @throws IOException if a call fails
   */
  public static void main(String[] args) throws IOException {
    BareServer server = new BareServer();
    boolean unix = args[0].equals("unix");
    ServerSocketChannel listener = unix ? unix(args[1]) : tcp();
    listener.configureBlocking(false).register(server.selector, SelectionKey.OP_ACCEPT);
    Thread loop = new Thread(server::run, "loop");
    loop.setDaemon(true);
    loop.start();
    SocketAddress bound = listener.getLocalAddress();
    ServerControl.serve(
        bound instanceof InetSocketAddress local ? "127.0.0.1:" + local.getPort() : args[1]);
  }

  private static ServerSocketChannel tcp() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
  }

  private static ServerSocketChannel unix(String path) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path), BACKLOG);
  }

  private void run() {
    Consumer<SelectionKey> ready = this::ready; // once, not for each turn
    try {
      while (true) {
        selector.select(ready);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept((ServerSocketChannel) key.channel());
      } else {
        echo(key, (SocketChannel) key.channel());
      }
    } catch (IOException e) {
      close(key); // a connection that was reset
    }
  }

  private void accept(ServerSocketChannel listener) throws IOException {
    for (SocketChannel peer; (peer = listener.accept()) != null; ) {
      if (peer.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
        peer.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      peer.configureBlocking(false).register(selector, SelectionKey.OP_READ);
    }
  }

  private void echo(SelectionKey key, SocketChannel peer) throws IOException {
    ByteBuffer rest = (ByteBuffer) key.attachment();
    if (rest == null) {
      if (peer.read(buffer.clear()) < 0) {
        close(key);
        return;
      }
      peer.write(buffer.flip());
      if (buffer.hasRemaining()) {
        key.attach(ByteBuffer.allocate(buffer.remaining()).put(buffer).flip());
        key.interestOps(SelectionKey.OP_WRITE);
      }
    } else {
      peer.write(rest);
      if (!rest.hasRemaining()) {
        key.attach(null);
        key.interestOps(SelectionKey.OP_READ);
      }
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
