package dev.sockeye.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * An echo server on the JDK with a thread for each connection: a virtual one on Java 21 and later.
 */
public final class ThreadsServer {

  /** As many connections as it is ever asked for. */
  static final int MOST = 10_000;

  /** Of each connection, in bytes. */
  static final int BUFFER = 4 * 1024;

  private static final int BACKLOG = 4096;

  private ThreadsServer() {}

  /**
   * Serves until standard input ends.
   *
   * @param args none
   * @throws IOException if a call fails
   */
  public static void main(String[] args) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    Executor threads = threads();
    daemon(() -> acceptAll(listener, threads));
    ServerControl.serve("127.0.0.1:" + listener.socket().getLocalPort());
  }

  private static Executor threads() {
    try {
      return (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return ThreadsServer::daemon; // before Java 21
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "connection");
    thread.setDaemon(true);
    thread.start();
  }

  private static void acceptAll(ServerSocketChannel listener, Executor threads) {
    try {
      while (true) {
        SocketChannel accepted = listener.accept();
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        threads.execute(() -> echo(accepted));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void echo(SocketChannel channel) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    try (channel) {
      while (channel.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    } catch (IOException e) {
      return; // a connection that was reset
    }
  }
}
