package dev.sockeye.testkit;

import static dev.sockeye.EndpointOptions.SO_RCVTIMEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No descriptor is kept longer than its socket, and running out of them is survived. */
public abstract class ResourceContract extends StreamCases {

  /** Creates the contract; JUnit does. */
  protected ResourceContract() {}

  /** The accepting side closes first, so that no client's port is held for a minute. */
  @Test
  @TimeLimit(seconds = 60)
  void connectionsLeaveNoDescriptorBehind() throws Exception {
    Listener<StreamEndpoint> listener = listen();
    SocketAddress address = listener.getLocalAddress();
    ByteBuffer one = ByteBuffer.allocate(1);
    assertKeepsDescriptors(
        manyConnections(),
        () -> {
          try (StreamEndpoint client = transport().connect(address);
              StreamEndpoint accepted = transport().accept(listener)) {
            client.write(one.clear());
            assertEquals(1, accepted.read(one.clear()));
          }
        });
  }

  @Test
  @TimeLimit(seconds = 60)
  void connectionsWithTimeoutsLeaveNoDescriptorBehind() throws Exception {
    needs(Capability.TIMEOUTS);
    Listener<StreamEndpoint> listener = CallKind.TIMED.prepare(listen());
    SocketAddress address = listener.getLocalAddress();
    assertKeepsDescriptors(
        200,
        () -> {
          try (StreamEndpoint client = transport().connect(address);
              StreamEndpoint accepted = transport().accept(listener)) {
            client.setOption(SO_RCVTIMEO, Duration.ofNanos(1000));
            assertThrows(SocketTimeoutException.class, () -> client.read(ByteBuffer.allocate(1)));
            client.setOption(SO_RCVTIMEO, Duration.ZERO);
            assertConnected(client, accepted);
          }
        });
  }

  @OnEachThreadKind
  void timeoutsKeepNoDescriptor(ThreadKind kind) throws Exception {
    needs(Capability.TIMEOUTS);
    needs(Capability.FILE_DESCRIPTORS);
    List<StreamEndpoint> endpoints = pairs(50);
    timeOut(kind, endpoints.subList(0, 1)); // which loads and starts what the process needs once
    int before = Descriptors.count();
    timeOut(kind, endpoints);
    Descriptors.awaitAtMost(before, endpoints.size() + " endpoints with timeouts");
  }

  private List<StreamEndpoint> pairs(int count) throws IOException {
    List<StreamEndpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EndpointPair<StreamEndpoint> pair = pair();
      endpoints.add(pair.first());
      endpoints.add(pair.second());
    }
    return endpoints;
  }

  private void timeOut(ThreadKind kind, List<StreamEndpoint> endpoints) throws Exception {
    inBackground(
            kind,
            () -> {
              for (StreamEndpoint endpoint : endpoints) {
                CallKind.TIMED.prepare(endpoint);
                endpoint.setOption(SO_RCVTIMEO, Duration.ofMillis(5)); // long enough to wait
                assertThrows(
                    SocketTimeoutException.class, () -> endpoint.read(ByteBuffer.allocate(1)));
              }
              return null;
            })
        .result();
  }

  @OnEachThreadKind
  void waitingWithATimeoutNeedsAtMostADescriptorAThread(ThreadKind kind) throws Exception {
    needs(Capability.TIMEOUTS);
    needs(Capability.FILE_DESCRIPTORS);
    List<StreamEndpoint> endpoints = pairs(50);
    timeOut(kind, endpoints.subList(0, 1));
    int before = Descriptors.count();
    List<Background<Integer>> readers = new ArrayList<>();
    for (StreamEndpoint endpoint : endpoints) {
      CallKind.TIMED.prepare(endpoint);
      readers.add(inBackground(kind, () -> endpoint.read(ByteBuffer.allocate(1))));
    }
    for (Background<Integer> reader : readers) {
      reader.awaitBlocked();
    }
    Descriptors.awaitAtMost(before + readers.size(), readers.size() + " waiting threads");
    for (StreamEndpoint endpoint : endpoints) {
      send(endpoint, (byte) 1);
    }
    for (Background<Integer> reader : readers) {
      assertEquals(1, reader.result());
    }
  }

  @Test
  @TimeLimit(seconds = 60)
  void failedConnectsLeaveNoDescriptorBehind() throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
    SocketAddress dead = transport().deadAddress();
    assertKeepsDescriptors(
        10_000, () -> assertThrows(IOException.class, () -> transport().connect(dead)));
  }

  @Test
  @TimeLimit(seconds = 60)
  void failedConnectsCloseTheirEndpoints() throws Exception {
    needs(Capability.SOCKETS);
    SocketAddress dead = transport().deadAddress();
    List<StreamEndpoint> failed = new ArrayList<>();
    assertKeepsDescriptors(
        300,
        () -> {
          StreamEndpoint endpoint = transport().open();
          failed.add(endpoint); // and nobody closes it
          assertThrows(IOException.class, () -> endpoint.connect(dead));
        });
    failed.forEach(endpoint -> assertFalse(endpoint.isOpen()));
  }

  @Test
  @TimeLimit(seconds = 60)
  void failedBindsLeaveNoDescriptorBehind() throws Exception {
    needs(Capability.EXCLUSIVE_ADDRESSES);
    SocketAddress taken = listen().getLocalAddress();
    assertKeepsDescriptors(
        10_000,
        () -> {
          try (Listener<StreamEndpoint> listener = transport().openListener()) {
            assertThrows(IOException.class, () -> listener.bind(taken));
          }
        });
  }

  @Test
  @TimeLimit(seconds = 60)
  void failuresByUriLeaveNoDescriptorBehind() throws Exception {
    needs(Capability.PROCESS_PEER);
    EndpointUri dead = transport().uri(transport().deadAddress());
    EndpointUri wrong = dead.withOption("NO_SUCH_OPTION", "1");
    assertKeepsDescriptors(
        100,
        () -> {
          assertThrows(IOException.class, () -> transport().network().connectStream(dead));
          assertThrows(
              IllegalArgumentException.class, () -> transport().network().connectStream(wrong));
          assertThrows(
              IllegalArgumentException.class, () -> transport().network().listenStream(wrong));
        });
  }

  @Test
  void socketsThatAreNeverUsedLeaveNoDescriptorBehind() throws Exception {
    needs(Capability.SOCKETS);
    assertKeepsDescriptors(
        300,
        () -> {
          transport().open().close();
          transport().openListener().close();
          EndpointPair<StreamEndpoint> pair = transport().network().pair(transport().spec());
          pair.close();
        });
  }

  @Test
  @TimeLimit(seconds = 180)
  void anAcceptOutOfDescriptorsFailsAndTheListenerGoesOnWhenThereAreSome() throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(Capability.PROCESS_PEER);
    needs(Capability.FILE_DESCRIPTORS);
    String uri = transport().uri(transport().freeAddress()).toString();
    List<String> told = new ArrayList<>();
    try (PeerProcess starving = PeerProcess.startWithDescriptors(128, "starve", uri)) {
      for (String line; (line = starving.nextLine()) != null; ) {
        told.add(line);
      }
    }
    assertEquals(
        List.of(
            "warm EMFILE",
            "cpu true",
            "hoarded EMFILE",
            "failed EMFILE",
            "failed EMFILE",
            "failed EMFILE",
            "open true",
            "spins false",
            "read 1"),
        told);
  }
}
