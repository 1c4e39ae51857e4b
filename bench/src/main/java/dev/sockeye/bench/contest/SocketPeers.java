package dev.sockeye.bench.contest;

import dev.sockeye.socket.EndpointServerSocket;
import dev.sockeye.socket.EndpointSocket;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Two connected sockets as {@link Socket}, the second served by a thread. */
final class SocketPeers implements Closeable {

  private final Socket near;
  private final Socket far;

  private SocketPeers(Socket near, Socket far) {
    this.near = near;
    this.far = far;
  }

  private static SocketPeers connected(ServerSocket server, Socket client, SocketAddress address)
      throws IOException {
    try (server) {
      client.connect(address);
      return new SocketPeers(client, server.accept());
    }
  }

  /** The JDK's own, over TCP. */
  static SocketPeers jdk() throws IOException {
    return of(ServerSocketFactory.getDefault(), SocketFactory.getDefault());
  }

  /** Of what makes sockets over TCP. */
  static SocketPeers of(ServerSocketFactory servers, SocketFactory clients) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerSocket server = servers.createServerSocket(0, 1, loopback);
    SocketPeers peers = connected(server, clients.createSocket(), server.getLocalSocketAddress());
    peers.near.setTcpNoDelay(true); // as Sockeye's are
    peers.far.setTcpNoDelay(true);
    return peers;
  }

  /** Sockeye's over TCP. */
  static SocketPeers tcp() throws IOException {
    EndpointServerSocket server = new EndpointServerSocket("tcp4://127.0.0.1:0");
    server.bind(null);
    String uri = "tcp4://127.0.0.1:" + server.getLocalPort();
    return connected(server, new EndpointSocket(uri), server.getLocalSocketAddress());
  }

  /** Sockeye's over the UNIX domain. */
  static SocketPeers unix() throws IOException {
    Path folder = Files.createTempDirectory("sockeye-bench");
    String uri = "unix:" + folder.resolve("s");
    try {
      EndpointServerSocket server = new EndpointServerSocket(uri);
      server.bind(null);
      return connected(server, new EndpointSocket(uri), server.getLocalSocketAddress());
    } finally {
      Files.delete(folder);
    }
  }

  /** Those of junixsocket. */
  static SocketPeers junixsocket() throws IOException {
    Path folder = Files.createTempDirectory("sockeye-bench");
    Path path = folder.resolve("s");
    try {
      AFUNIXSocketAddress address = AFUNIXSocketAddress.of(path);
      AFUNIXServerSocket server = AFUNIXServerSocket.newInstance();
      server.bind(address);
      return connected(server, AFUNIXSocket.newInstance(), address);
    } finally {
      Files.deleteIfExists(path);
      Files.delete(folder);
    }
  }

  /** Round trips of a message of {@code size} bytes. */
  Contender roundTrips(int size) throws IOException {
    Threads.start(() -> echo(size));
    InputStream in = near.getInputStream();
    OutputStream out = near.getOutputStream();
    byte[] bytes = new byte[size];
    return contender(
        trips -> {
          for (int i = 0; i < trips; i++) {
            out.write(bytes);
            fill(in, bytes, size);
          }
        });
  }

  /** Writes of {@code size} bytes, which the peer reads; it sends a receipt for all together. */
  Contender throughput(int size) throws IOException {
    Threads.start(() -> drain(size));
    InputStream in = near.getInputStream();
    OutputStream out = near.getOutputStream();
    byte[] bytes = new byte[size];
    ByteBuffer count = ByteBuffer.allocate(Integer.BYTES);
    return contender(
        writes -> {
          out.write(count.putInt(0, writes).array());
          for (int i = 0; i < writes; i++) {
            out.write(bytes);
          }
          fill(in, bytes, 1);
        });
  }

  /** A write, and a read of it at the other end, by the same thread. */
  Contender pairs(int size) throws IOException {
    InputStream in = far.getInputStream();
    OutputStream out = near.getOutputStream();
    byte[] bytes = new byte[size];
    return contender(
        operations -> {
          for (int i = 0; i < operations; i++) {
            out.write(bytes);
            fill(in, bytes, size);
          }
        });
  }

  private Contender contender(Contender work) {
    return new Contender() {
      @Override
      public void run(int operations) throws IOException {
        work.run(operations);
      }

      @Override
      public void close() throws IOException {
        SocketPeers.this.close();
      }
    };
  }

  private void echo(int size) throws IOException {
    InputStream in = far.getInputStream();
    OutputStream out = far.getOutputStream();
    byte[] bytes = new byte[size];
    while (fill(in, bytes, size)) {
      out.write(bytes);
    }
  }

  private void drain(int size) throws IOException {
    InputStream in = far.getInputStream();
    OutputStream out = far.getOutputStream();
    byte[] bytes = new byte[size];
    while (fill(in, bytes, Integer.BYTES)) {
      long left = (long) ByteBuffer.wrap(bytes).getInt() * size;
      while (left > 0) {
        int read = in.read(bytes, 0, (int) Math.min(size, left));
        if (read < 0) {
          return;
        }
        left -= read;
      }
      out.write(0);
    }
  }

  private static boolean fill(InputStream in, byte[] bytes, int length) throws IOException {
    for (int n = 0; n < length; ) {
      int read = in.read(bytes, n, length - n);
      if (read < 0) {
        return false;
      }
      n += read;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    near.close();
    far.close();
  }
}
