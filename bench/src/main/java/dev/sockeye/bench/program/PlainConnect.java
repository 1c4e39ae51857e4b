package dev.sockeye.bench.program;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;

/** The least that one writes to send standard input to a server, on the JDK alone. */
public final class PlainConnect {

  private PlainConnect() {}

  /**
   * Copies standard input to a server.
   *
   * @param args host and port
   * @throws IOException if a call fails
   */
  public static void main(String[] args) throws IOException {
    InetSocketAddress server = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
    ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    try (SocketChannel channel = SocketChannel.open(server);
        ReadableByteChannel in = Channels.newChannel(System.in)) {
      while (in.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    }
  }
}
