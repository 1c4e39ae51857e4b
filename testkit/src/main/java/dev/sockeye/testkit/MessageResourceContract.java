package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** No descriptor is kept longer than its socket, after ten thousand of each. */
@TimeLimit(seconds = 60)
public abstract class MessageResourceContract extends MessageCases {

  private static final int TIMES = 10_000;

  private final ByteBuffer one = ByteBuffer.allocate(1);

  /** Creates the contract; JUnit does. */
  protected MessageResourceContract() {}

  @Test
  void connectionsLeaveNoDescriptorBehind() throws Exception {
    needs(Capability.CONNECTIONS);
    Listener<MessageEndpoint> listener = listen();
    SocketAddress address = listener.getLocalAddress();
    assertKeepsDescriptors(
        TIMES,
        () -> {
          try (MessageEndpoint client = transport().connect(address);
              MessageEndpoint accepted = listener.accept()) {
            assertArrives(client, accepted);
          }
        });
  }

  @Test
  void connectedEndpointsLeaveNoDescriptorBehind() throws Exception {
    SocketAddress address = receiver();
    assertKeepsDescriptors(
        TIMES,
        () -> {
          try (MessageEndpoint endpoint = transport().open()) {
            endpoint.connect(address);
          }
        });
  }

  /** Somebody to connect to; datagrams of all are received by one. */
  private SocketAddress receiver() throws IOException {
    needs(Capability.SOCKETS);
    if (transport().isConnectionless()) {
      return bound().getLocalAddress();
    }
    Listener<MessageEndpoint> listener = listen();
    inBackground(
        () -> {
          while (true) {
            listener.accept().close();
          }
        });
    return listener.getLocalAddress();
  }

  @Test
  void pairsLeaveNoDescriptorBehind() throws Exception {
    assertKeepsDescriptors(
        TIMES,
        () -> {
          try (EndpointPair<MessageEndpoint> pair =
              transport().network().pair(transport().spec())) {
            assertArrives(pair.first(), pair.second());
          }
        });
  }

  @Test
  void failedConnectsLeaveNoDescriptorBehind() throws Exception {
    needs(Capability.CONNECTIONS);
    SocketAddress dead = transport().deadAddress();
    assertKeepsDescriptors(
        TIMES, () -> assertThrows(IOException.class, () -> transport().connect(dead)));
  }

  @Test
  void failedBindsLeaveNoDescriptorBehind() throws Exception {
    needs(Capability.EXCLUSIVE_ADDRESSES);
    SocketAddress taken =
        transport().isConnectionless() ? bound().getLocalAddress() : listen().getLocalAddress();
    assertKeepsDescriptors(
        TIMES,
        () -> {
          try (MessageEndpoint endpoint = transport().open()) {
            assertThrows(IOException.class, () -> endpoint.bind(taken));
          }
        });
  }

  private void assertArrives(MessageEndpoint from, MessageEndpoint to) throws IOException {
    assertEquals(1, from.send(one.clear()));
    assertEquals(1, to.receive(one.clear()));
  }
}
