package dev.sockeye.bench.contest;

import dev.sockeye.EndpointUri;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;

/** Requests of 64 bytes to a server of this JVM, over the JDK's channels. */
record EchoClient(Server server, ByteChannel channel, ByteBuffer buffer) implements Contender {

  /** The server's thread. */
  static final String LOOP = "sockeye-server-0";

  private static final int SIZE = 64;

  /** Of a server for {@code tcp} or {@code udp}. */
  static EchoClient of(String transport) throws IOException {
    EndpointUri uri = EndpointUri.valueOf(transport + "://127.0.0.1:0");
    boolean stream = transport.equals("tcp");
    ServerBuilder builder = Server.builder().halfDuplex(true).loops(1);
    if (stream) {
      builder.serveEvents(uri, connection -> (c, in) -> c.write(in));
    } else {
      builder.serveMessages(uri, request -> request.reply(request.payload()));
    }
    Server server = builder.start();
    SocketAddress address = server.addresses().get(0);
    ByteChannel channel =
        stream ? SocketChannel.open(address) : DatagramChannel.open().connect(address);
    return new EchoClient(server, channel, ByteBuffer.allocateDirect(SIZE));
  }

  @Override
  public void run(int requests) throws IOException {
    for (int i = 0; i < requests; i++) {
      channel.write(buffer.clear());
      buffer.clear();
      while (buffer.hasRemaining()) {
        channel.read(buffer);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    server.close();
  }
}
