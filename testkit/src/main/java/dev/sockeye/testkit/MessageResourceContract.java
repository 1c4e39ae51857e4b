package dev.sockeye.testkit;

import static dev.sockeye.EndpointOptions.SO_RCVTIMEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No descriptor is kept longer than its socket, after ten thousand of each. */
@TimeLimit(seconds = 60)
public abstract class MessageResourceContract extends MessageCases {

  private static final int TIMES = 10_000;

  /** Creates the contract; JUnit does. */
  protected MessageResourceContract() {}

  @Test
  void connectionsLeaveNoDescriptorBehind() throws Exception {
    needs(Capability.CONNECTIONS);
    Listener<MessageEndpoint> listener = listen();
    SocketAddress address = listener.getLocalAddress();
    assertKeepsDescriptors(
        manyConnections(),
        () -> {
          try (MessageEndpoint client = transport().connect(address);
              MessageEndpoint accepted = transport().accept(listener)) {
            assertArrives(client, accepted);
          }
        });
  }

  @Test
  void connectedEndpointsLeaveNoDescriptorBehind() throws Exception {
    needs(Capability.CONNECT);
    SocketAddress address = receiver();
    assertKeepsDescriptors(
        TIMES,
        () -> {
          try (MessageEndpoint endpoint = openToConnect()) {
            endpoint.connect(address);
          }
        });
  }

  /** Bound, if it has to be before it connects. */
  private MessageEndpoint openToConnect() throws IOException {
    return has(Capability.CONNECTS_UNBOUND) ? transport().open() : transport().bound();
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
    needs(Capability.PAIRS);
    assertKeepsDescriptors(
        TIMES,
        () -> {
          try (EndpointPair<MessageEndpoint> pair =
              transport().network().pair(transport().spec())) {
            assertArrives(pair.first(), pair.second());
          }
        });
  }

  @OnEachThreadKind
  void timeoutsKeepNoDescriptor(ThreadKind kind) throws Exception {
    needs(Capability.TIMEOUTS);
    needs(Capability.FILE_DESCRIPTORS);
    List<MessageEndpoint> endpoints = pairs(25);
    timeOut(kind, endpoints.subList(0, 1)); // which loads and starts what the process needs once
    int before = Descriptors.count();
    timeOut(kind, endpoints);
    Descriptors.awaitAtMost(before, endpoints.size() + " endpoints with timeouts");
  }

  private List<MessageEndpoint> pairs(int count) throws IOException {
    List<MessageEndpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EndpointPair<MessageEndpoint> pair = pair();
      endpoints.add(pair.first());
      endpoints.add(pair.second());
    }
    return endpoints;
  }

  private void timeOut(ThreadKind kind, List<MessageEndpoint> endpoints) throws Exception {
    inBackground(
            kind,
            () -> {
              for (MessageEndpoint endpoint : endpoints) {
                endpoint.setOption(SO_RCVTIMEO, Duration.ofMillis(5)); // long enough to wait
                assertThrows(
                    SocketTimeoutException.class, () -> endpoint.receive(ByteBuffer.allocate(1)));
              }
              return null;
            })
        .result();
  }

  @OnEachThreadKind
  void waitingWithATimeoutNeedsAtMostADescriptorAThread(ThreadKind kind) throws Exception {
    needs(Capability.TIMEOUTS);
    needs(Capability.FILE_DESCRIPTORS);
    List<MessageEndpoint> endpoints = pairs(25);
    timeOut(kind, endpoints.subList(0, 1));
    int before = Descriptors.count();
    List<Background<Integer>> receivers = new ArrayList<>();
    for (MessageEndpoint endpoint : endpoints) {
      CallKind.TIMED.prepare(endpoint);
      receivers.add(inBackground(kind, () -> endpoint.receive(room(1))));
    }
    for (Background<Integer> receiver : receivers) {
      receiver.awaitBlocked();
    }
    Descriptors.awaitAtMost(before + receivers.size(), receivers.size() + " waiting threads");
    for (MessageEndpoint endpoint : endpoints) {
      send(endpoint, (byte) 0);
    }
    for (Background<Integer> receiver : receivers) {
      assertEquals(arrived(1), receiver.result());
    }
  }

  @Test
  void failedConnectsLeaveNoDescriptorBehind() throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
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
    send(from, (byte) 0);
    assertEquals(arrived(1), to.receive(room(1)));
  }
}
