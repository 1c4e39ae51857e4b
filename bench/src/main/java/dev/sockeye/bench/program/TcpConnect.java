package dev.sockeye.bench.program;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/** The least that one writes to send standard input to a server with Sockeye. */
public final class TcpConnect {

  private TcpConnect() {}

  /**
   * Copies standard input to a server.
   *
   * @param args host and port
   * @throws IOException if a call fails
   */
  public static void main(String[] args) throws IOException {
    EndpointUri server = EndpointUri.valueOf("tcp://" + args[0] + ":" + args[1]);
    ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    try (StreamEndpoint endpoint = Network.system().connectStream(server);
        ReadableByteChannel in = Channels.newChannel(System.in)) {
      while (in.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          endpoint.write(buffer);
        }
      }
    }
  }
}
