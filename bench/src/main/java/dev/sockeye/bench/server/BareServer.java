package dev.sockeye.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
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
   * @param args none
   * @throws IOException if a call fails
   */
  public static void main(String[] args) throws IOException {
    BareServer server = new BareServer();
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    listener.configureBlocking(false).register(server.selector, SelectionKey.OP_ACCEPT);
    Thread loop = new Thread(server::run, "loop");
    loop.setDaemon(true);
    loop.start();
    ServerControl.serve("127.0.0.1:" + listener.socket().getLocalPort());
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
      peer.setOption(StandardSocketOptions.TCP_NODELAY, true);
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
