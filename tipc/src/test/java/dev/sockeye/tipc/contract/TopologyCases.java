package dev.sockeye.tipc.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcEvent;
import dev.sockeye.tipc.TipcGroup;
import dev.sockeye.tipc.TipcSubscription;
import dev.sockeye.tipc.TipcTopology;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The topology server. */
public abstract class TopologyCases extends NameCases {

  /** Creates the cases; JUnit does. */
  protected TopologyCases() {}

  private TipcTopology topology() throws IOException {
    return TipcTopology.connect(network()).timeout(Duration.ofSeconds(20));
  }

  private MessageEndpoint bound() throws IOException {
    return network().socket(Tipc.RDM).bind(service());
  }

  private TipcAddress.Range range(long lower, long upper) {
    return new TipcAddress.Range(service().type(), lower, upper);
  }

  private TipcSubscription subscription(boolean everySocket) {
    return new TipcSubscription(
        range(service().instance(), service().instance()), everySocket, Optional.empty(), 9);
  }

  private void assertEvent(
      TipcEvent.Kind kind, TipcAddress.Id id, TipcSubscription subscription, TipcEvent event) {
    assertEquals(
        new TipcEvent(kind, service().instance(), service().instance(), id, subscription), event);
  }

  private static TipcAddress.Id number(MessageEndpoint endpoint) throws IOException {
    return (TipcAddress.Id) endpoint.getLocalAddress();
  }

  @Test
  void itTellsWhoComesAndGoes() throws IOException {
    TipcSubscription subscription = subscription(true);
    try (TipcTopology topology = topology()) {
      topology.subscribe(subscription);
      TipcAddress.Id id;
      try (MessageEndpoint endpoint = bound()) {
        id = number(endpoint);
        assertEvent(TipcEvent.Kind.PUBLISHED, id, subscription, topology.next());
      }
      assertEvent(TipcEvent.Kind.WITHDRAWN, id, subscription, topology.next());
      topology.cancel(subscription);
      topology.subscribe(
          new TipcSubscription(
              subscription.range(), false, Optional.of(Duration.ofMillis(10)), 10));
      TipcEvent over = topology.next();
      assertEquals(TipcEvent.Kind.TIMEOUT, over.kind());
      assertEquals(10, over.subscription().handle());
      assertEquals(new TipcAddress.Id(0, 0), over.socket());
    }
  }

  /** Of a service(), and not of each socket. */
  @Test
  void theFirstWhoComesAndTheLastWhoGoes() throws IOException {
    TipcSubscription subscription = subscription(false);
    try (TipcTopology topology = topology()) {
      topology.subscribe(subscription);
      MessageEndpoint first = bound();
      MessageEndpoint second = bound();
      TipcAddress.Id last = number(second);
      assertEvent(TipcEvent.Kind.PUBLISHED, number(first), subscription, topology.next());
      first.close();
      second.close();
      assertEvent(TipcEvent.Kind.WITHDRAWN, last, subscription, topology.next());
    }
  }

  @Test
  void whatIsThereAlreadyIsToldAtOnceWithTheRangeThatItIsBoundTo() throws IOException {
    try (MessageEndpoint endpoint = network().socket(Tipc.RDM).bind(range(10, 20));
        TipcTopology topology = topology()) {
      TipcSubscription subscription =
          new TipcSubscription(range(15, 30), true, Optional.empty(), 1);
      topology.subscribe(subscription);
      assertEquals(
          new TipcEvent(TipcEvent.Kind.PUBLISHED, 10, 20, number(endpoint), subscription),
          topology.next());
      Tipc.withdraw(endpoint, range(10, 20));
      assertEquals(TipcEvent.Kind.WITHDRAWN, topology.next().kind());
    }
  }

  /** Subscriptions are ended one by one, and each has its events. */
  @Test
  void severalAreToldApart() throws IOException {
    TipcSubscription one = subscription(true);
    TipcSubscription other = new TipcSubscription(one.range(), true, Optional.empty(), 10);
    try (TipcTopology topology = topology()) {
      topology.subscribe(one);
      topology.subscribe(other);
      topology.cancel(one);
      awaitServed(topology);
      try (MessageEndpoint endpoint = bound()) {
        assertEvent(TipcEvent.Kind.PUBLISHED, number(endpoint), other, topology.next());
      }
    }
  }

  /** The server takes what it is sent in turn, and in a while of its own. */
  private void awaitServed(TipcTopology topology) throws IOException {
    Duration soon = Duration.ofMillis(10);
    topology.subscribe(new TipcSubscription(range(0, 0), false, Optional.of(soon), 11));
    assertEquals(TipcEvent.Kind.TIMEOUT, topology.next().kind());
  }

  @Test
  void membersOfGroupsAreToldToo() throws IOException {
    TipcSubscription subscription = subscription(true);
    try (TipcTopology topology = topology();
        MessageEndpoint member = network().socket(Tipc.RDM)) {
      topology.subscribe(subscription);
      Tipc.join(member, new TipcGroup(service().type(), service().instance()));
      assertEvent(TipcEvent.Kind.PUBLISHED, number(member), subscription, topology.next());
    }
  }

  @Test
  void whatIsNoSubscriptionEndsTheConnection() throws IOException {
    try (MessageEndpoint connection = network().socket(Tipc.SEQPACKET)) {
      connection.connect(TipcTopology.SERVER);
      connection.send(ByteBuffer.allocate(10));
      assertEquals(MessageEndpoint.END_OF_INPUT, connection.receive(ByteBuffer.allocate(99)));
    }
  }
}
