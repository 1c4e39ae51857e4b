package dev.sockeye.sctp;

import com.sun.nio.sctp.MessageInfo;
import com.sun.nio.sctp.SctpChannel;
import com.sun.nio.sctp.SctpServerChannel;
import com.sun.nio.sctp.SctpStandardSocketOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.inet.InetChannels;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Measures a round trip of 64 bytes beside the bare channel's, in pairs by turns, since the machine
 * is never quite the same twice. Not a test: run it in the kernel lab.
 */
final class RoundTrip {

  private static final int ROUNDS = 250;
  private static final int PAIRS = 201;
  private static final int WARM_UP = 20;
  private static final int SIZE = 64;

  private RoundTrip() {}

  /** One side of a connection. */
  interface Side extends Closeable {
    void send(ByteBuffer buffer) throws IOException;

    void receive(ByteBuffer buffer) throws IOException;
  }

  private record Bare(SctpChannel channel, MessageInfo info) implements Side {
    @Override
    public void send(ByteBuffer buffer) throws IOException {
      channel.send(buffer, info);
    }

    @Override
    public void receive(ByteBuffer buffer) throws IOException {
      channel.receive(buffer, null, null);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record Ours(MessageEndpoint endpoint) implements Side {
    @Override
    public void send(ByteBuffer buffer) throws IOException {
      endpoint.send(buffer);
    }

    @Override
    public void receive(ByteBuffer buffer) throws IOException {
      endpoint.receive(buffer);
    }

    @Override
    public void close() throws IOException {
      endpoint.close();
    }
  }

  /** With all that a message carries. */
  private record OursWhole(MessageEndpoint endpoint, Message message) implements Side {
    @Override
    public void send(ByteBuffer buffer) throws IOException {
      message.payload().clear();
      endpoint.sendMessage(message);
    }

    @Override
    public void receive(ByteBuffer buffer) throws IOException {
      endpoint.receiveMessage(message.clear());
    }

    @Override
    public void close() throws IOException {
      endpoint.close();
    }
  }

  public static void main(String[] args) throws Exception {
    compare("send, receive", ours());
    compare("sendMessage, receiveMessage", oursWhole());
  }

  private static Side[] ours() throws IOException {
    EndpointPair<MessageEndpoint> pair = Network.system().pair(Sctp.ONE_TO_ONE);
    return new Side[] {new Ours(pair.first()), new Ours(pair.second())};
  }

  private static Side[] oursWhole() throws IOException {
    EndpointPair<MessageEndpoint> pair = Network.system().pair(Sctp.ONE_TO_ONE);
    return new Side[] {
      new OursWhole(pair.first(), Message.allocate(SIZE)),
      new OursWhole(pair.second(), Message.allocate(SIZE))
    };
  }

  private static Side[] bare() throws IOException {
    try (SctpServerChannel listener = SctpServerChannel.open()) {
      listener.bind(InetChannels.loopback(Sctp.ONE_TO_ONE));
      SctpChannel near = SctpChannel.open();
      near.bind(InetChannels.loopback(Sctp.ONE_TO_ONE));
      near.connect(listener.getAllLocalAddresses().iterator().next());
      return new Side[] {bare(near), bare(listener.accept())};
    }
  }

  private static Side bare(SctpChannel channel) throws IOException {
    channel.setOption(SctpStandardSocketOptions.SCTP_NODELAY, true);
    return new Bare(channel, MessageInfo.createOutgoing(null, 0));
  }

  private static void compare(String what, Side[] ours) throws Exception {
    Side[] bare = bare();
    double[] ratios = new double[PAIRS];
    double[] times = new double[PAIRS];
    for (int i = 0; i < WARM_UP; i++) {
      measure(bare);
      measure(ours);
    }
    for (int i = 0; i < PAIRS; i++) {
      boolean bareFirst = i % 2 == 0;
      double one = measure(bareFirst ? bare : ours);
      double other = measure(bareFirst ? ours : bare);
      times[i] = bareFirst ? other : one;
      ratios[i] = bareFirst ? one / other : other / one;
    }
    Arrays.sort(ratios);
    Arrays.sort(times);
    System.out.printf(
        "%s: %.1f us, %.3f of the bare channel's speed (quartiles %.3f and %.3f)%n",
        what, times[PAIRS / 2], ratios[PAIRS / 2], ratios[PAIRS / 4], ratios[3 * PAIRS / 4]);
    for (Side side : new Side[] {ours[0], ours[1], bare[0], bare[1]}) {
      side.close();
    }
  }

  /** Microseconds a round trip. */
  private static double measure(Side[] pair) throws Exception {
    Thread echo = new Thread(() -> echo(pair[1]));
    echo.start();
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    long start = System.nanoTime();
    for (int i = 0; i < ROUNDS; i++) {
      pair[0].send(buffer.clear());
      pair[0].receive(buffer.clear());
    }
    double time = (System.nanoTime() - start) / 1000.0 / ROUNDS;
    echo.join();
    return time;
  }

  private static void echo(Side side) {
    try {
      ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
      for (int i = 0; i < ROUNDS; i++) {
        side.receive(buffer.clear());
        side.send(buffer.flip());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
