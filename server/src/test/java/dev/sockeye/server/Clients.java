package dev.sockeye.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.Addresses;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.UriAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** The peers of a server under test, in blocking mode. */
final class Clients {

  private Clients() {}

  /** Where a server of one service is, with the number that the system chose for a 0. */
  static EndpointUri where(EndpointUri listened, Server server) {
    SocketAddress local = server.addresses().get(0);
    if (local instanceof InetSocketAddress inet) {
      return EndpointUri.valueOf(listened.scheme() + "://" + Addresses.hostPort(inet));
    }
    boolean chosen = local instanceof UriAddress && listened.address().endsWith(":0");
    return chosen ? listened.withAddress(local) : listened;
  }

  static StreamEndpoint stream(Network network, EndpointUri listened, Server server)
      throws IOException {
    return network.connectStream(where(listened, server));
  }

  static MessageEndpoint messages(Network network, EndpointUri listened, Server server)
      throws IOException {
    return network.connectMessages(where(listened, server));
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }

  static String text(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return new String(copy, ISO_8859_1);
  }

  static void write(StreamEndpoint client, String text) throws IOException {
    Streams.writeFully(client, bytes(text));
  }

  static String read(StreamEndpoint client, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    Streams.readFully(client, buffer);
    return text(buffer.flip());
  }

  static void send(MessageEndpoint client, String text) throws IOException {
    client.send(bytes(text));
  }

  static void send(MessageSocket socket, String text) throws IOException {
    socket.send(bytes(text));
  }

  static String receive(MessageEndpoint client) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100_000);
    int n = client.receive(buffer);
    return n < 0 ? null : text(buffer.flip());
  }

  /** Before the end of the test. */
  static void hangUp(Closeable client) throws IOException {
    client.close();
  }

  static void assertEnds(StreamEndpoint client) throws IOException {
    assertEquals(-1, client.read(ByteBuffer.allocate(1)));
  }

  static void assertReset(StreamEndpoint client) {
    assertThrows(ConnectionResetException.class, () -> Streams.copy(client, new Nowhere()));
  }

  /** Takes all that it is given. */
  private static final class Nowhere implements WritableByteChannel {
    @Override
    public int write(ByteBuffer src) {
      int n = src.remaining();
      src.position(src.limit());
      return n;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
