package dev.sockeye.memory;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.faults.FaultPlanBuilder;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpEndpoint;
import dev.sockeye.sctp.SctpEvent;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A network whose clock stands still, and what happens in it to SCTP. */
final class SctpScene implements Closeable {

  static final InetAddress HERE0 = ip(10, 77, 0, 1);
  static final InetAddress THERE0 = ip(10, 77, 0, 2);
  static final InetAddress HERE1 = ip(10, 78, 0, 1);
  static final InetAddress THERE1 = ip(10, 78, 0, 2);

  private final ManualTime time = ManualTime.create();
  private final MemoryNetwork network;

  SctpScene(FaultPlanBuilder plan) {
    network = MemoryNetwork.builder().time(time).faults(plan.build()).build();
  }

  private static InetAddress ip(int... bytes) {
    try {
      return InetAddress.getByAddress(
          new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  MemoryNetwork network() {
    return network;
  }

  ManualTime time() {
    return time;
  }

  void pass(Duration duration) {
    time.advance(duration);
  }

  /** Two endpoints with an association, in non-blocking mode. */
  EndpointPair<MessageEndpoint> pair() throws IOException {
    return nonBlocking(network.pair(Sctp.ONE_TO_ONE));
  }

  /** Two endpoints with two addresses each, the first of which are the primary path. */
  EndpointPair<MessageEndpoint> multihomedPair() throws IOException {
    MessageEndpoint client = network.socket(Sctp.ONE_TO_ONE);
    client.bind(new InetSocketAddress(HERE0, 0));
    sctp(client).bindAddress(HERE1);
    return connected(client, new InetSocketAddress(THERE0, 5000));
  }

  /** Connects an endpoint to a listener that has two addresses. */
  EndpointPair<MessageEndpoint> connected(MessageEndpoint client, InetSocketAddress where)
      throws IOException {
    try (Listener<MessageEndpoint> listener =
        network.listenMessages(EndpointUri.valueOf("sctp://10.77.0.2,10.78.0.2:5000"))) {
      client.connect(where);
      return nonBlocking(new EndpointPair<>(client, listener.accept()));
    }
  }

  private static EndpointPair<MessageEndpoint> nonBlocking(EndpointPair<MessageEndpoint> pair)
      throws IOException {
    pair.first().configureBlocking(false);
    pair.second().configureBlocking(false);
    return pair;
  }

  static SctpEndpoint sctp(MessageEndpoint endpoint) {
    return endpoint.unwrap(SctpEndpoint.class);
  }

  static Message message(int number) {
    return Message.of(ByteBuffer.allocate(4).putInt(0, number));
  }

  /** What has arrived: the messages' numbers. */
  static List<Integer> numbers(MessageEndpoint endpoint) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocate(4);
    while (endpoint.receive(buffer.clear()) == 4) {
      numbers.add(buffer.getInt(0));
    }
    return numbers;
  }

  /** What is told from now on, in short. */
  static List<String> events(MessageEndpoint endpoint) {
    List<String> told = new ArrayList<>();
    sctp(endpoint).onEvent(event -> told.add(inShort(event)));
    return told;
  }

  private static String inShort(SctpEvent event) {
    if (event instanceof SctpEvent.AssociationChange change) {
      return change.state().toString();
    } else if (event instanceof SctpEvent.PeerAddressChange change) {
      return change.state() + " " + change.address().getAddress().getHostAddress();
    } else if (event instanceof SctpEvent.SendFailed failed) {
      return "failed " + failed.message().getInt(0);
    }
    return event.getClass().getSimpleName();
  }

  @Override
  public void close() {
    network.close();
  }
}
