package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.tcp.Tcp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Very many clients in a process of their own, of which every hundredth does not read, the next
 * resets its connection, and the next sends frames that are none. It says how many of the others
 * have got back every byte, and then stays until it is told to end.
 */
final class CrowdProgram {

  private static final int ROUNDS = 4;
  private static final int SIZE = 700;

  private static final Random random = new Random(7);
  private static final List<StreamEndpoint> open = new ArrayList<>();

  private CrowdProgram() {}

  /** The ports of an echo and of a service of framed messages, and how many clients. */
  public static void main(String[] arguments) throws Exception {
    InetSocketAddress echo = address(arguments[0]);
    EndpointUri framed = EndpointUri.valueOf("tcp://127.0.0.1:" + arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    CountDownLatch good = new CountDownLatch(count - 3 * (count / 100));
    try (EventLoop loop = EventLoop.start("crowd")) {
      for (int i = 0; i < count; i++) {
        switch (i % 100) {
          case 0 -> stall(connect(echo));
          case 1 -> reset(connect(echo));
          case 2 -> garbage(Network.system().connectStream(framed), i / 100);
          default -> loop.register(connect(echo), new Exchange(i, good));
        }
      }
      boolean all = good.await(120, TimeUnit.SECONDS);
      System.out.println(all ? "all" : "missing " + good.getCount());
      System.in.readAllBytes(); // until the other side closes
    }
  }

  private static InetSocketAddress address(String port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
  }

  private static StreamEndpoint connect(InetSocketAddress to) throws IOException {
    StreamEndpoint socket = Network.system().socket(Tcp.STREAM);
    socket.connect(to);
    return socket;
  }

  /** Sends as much as the server takes, and reads nothing. */
  private static void stall(StreamEndpoint socket) throws IOException {
    open.add(socket);
    socket.configureBlocking(false);
    ByteBuffer bytes = ByteBuffer.allocateDirect(64 * 1024);
    for (int i = 0; i < 100; i++) {
      socket.write(bytes.clear());
    }
  }

  private static void reset(StreamEndpoint socket) throws IOException {
    Streams.writeFully(socket, ByteBuffer.allocate(1 + random.nextInt(2_000)));
    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    socket.close();
  }

  private static void garbage(StreamEndpoint socket, int number) throws IOException {
    open.add(socket);
    ByteBuffer frame = ByteBuffer.allocate(16);
    frame.putInt(number % 2 == 0 ? Integer.MIN_VALUE : -1 - random.nextInt(1 << 20));
    Streams.writeFully(socket, frame.clear());
  }

  /** Sends bytes of its own, and wants the same back. */
  private static final class Exchange implements EventHandler {
    private final int number;
    private final CountDownLatch good;
    private int rounds;

    Exchange(int number, CountDownLatch good) {
      this.number = number;
      this.good = good;
    }

    private ByteBuffer bytes() {
      ByteBuffer bytes = ByteBuffer.allocate(SIZE);
      for (int i = 0; i < SIZE; i++) {
        bytes.put((byte) (number * 31 + rounds * 7 + i));
      }
      return bytes.flip();
    }

    @Override
    public void opened(Connection connection) throws IOException {
      connection.write(bytes());
    }

    @Override
    public void received(Connection connection, ByteBuffer in) throws IOException {
      if (in.remaining() < SIZE) {
        return; // until all is there
      } else if (!in.equals(bytes())) {
        throw new IOException("other bytes than were sent");
      }
      in.position(in.limit());
      if (++rounds < ROUNDS) {
        connection.write(bytes());
      } else {
        good.countDown(); // and stays connected
      }
    }
  }
}
