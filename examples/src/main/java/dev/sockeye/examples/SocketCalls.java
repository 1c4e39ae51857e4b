package dev.sockeye.examples;

import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.tcp.Tcp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** The classic pair of socket programs, call by call. */
@SuppressWarnings("AddressSelection") // as there: the first address that the name has
final class SocketCalls {

  private SocketCalls() {}

  static void server(String host, int port) throws IOException {
    Listener<StreamEndpoint> s = Network.system().listener(Tcp.STREAM4);
    s.bind(new InetSocketAddress(host, port), 5);
    StreamEndpoint conn = s.accept();
    ByteBuffer data = ByteBuffer.allocate(1024);
    while (conn.read(data) >= 0) {
      Streams.writeFully(conn, data.flip());
      data.clear();
    }
    conn.close();
    s.close();
  }

  static ByteBuffer client(String host, int port, byte[] text) throws IOException {
    StreamEndpoint s = Network.system().socket(Tcp.STREAM4);
    s.connect(new InetSocketAddress(host, port));
    Streams.writeFully(s, ByteBuffer.wrap(text));
    ByteBuffer data = ByteBuffer.allocate(1024);
    s.read(data);
    s.close();
    return data.flip();
  }
}
