package dev.sockeye.udp.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.testkit.Background;
import dev.sockeye.udp.Membership;
import dev.sockeye.udp.Udp;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which groups an endpoint is in, by which interface and from whom, on any network. */
@Timeout(30)
public abstract class MulticastContract {

  private Network network;
  private NetworkInterface by;
  private InetAddress group;
  private InetAddress local;

  /** The network whose UDP this is about. */
  protected abstract Network network();

  @BeforeEach
  void find() throws IOException {
    network = network();
    by = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    group = InetAddress.getByName("239.1.2.6");
    local = InetAddress.getLoopbackAddress();
  }

  private MessageEndpoint bound() throws IOException {
    return network
        .socket(Udp.DATAGRAM4)
        .bind(new InetSocketAddress("0.0.0.0", 0))
        .setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(5));
  }

  private static int port(MessageEndpoint endpoint) throws IOException {
    return ((InetSocketAddress) endpoint.getLocalAddress()).getPort();
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length);
  }

  @Test
  void aGroupIsLeftWithoutNamingItsInterface() throws IOException {
    try (MessageEndpoint member = bound();
        MessageEndpoint sender = network.socket(Udp.DATAGRAM4)) {
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
      member.setOption(Udp.IP_ADD_MEMBERSHIP, new Membership(group, by, null));
      member.setOption(Udp.IP_DROP_MEMBERSHIP, Membership.of(group));
      sender.sendTo(bytes(1), new InetSocketAddress(group, port(member)));
      sender.sendTo(bytes(2), new InetSocketAddress(local, port(member)));
      assertEquals(2, member.receive(bytes(10)), "the group was left");
    }
  }

  @Test
  void joiningTwiceIsJoiningOnce() throws IOException {
    Membership membership = new Membership(group, by, null);
    try (MessageEndpoint member = bound()) {
      member.setOption(Udp.IP_ADD_MEMBERSHIP, membership);
      member.setOption(Udp.IP_ADD_MEMBERSHIP, membership);
      member.setOption(Udp.IP_DROP_MEMBERSHIP, membership);
      assertThrows(
          IllegalArgumentException.class,
          () -> member.setOption(Udp.IP_DROP_MEMBERSHIP, membership));
    }
  }

  @Test
  void aGroupOfOneSourceIsAnotherMembershipThanOfAll() throws IOException {
    Membership one = new Membership(group, by, local);
    Membership all = new Membership(group, by, null);
    try (MessageEndpoint member = bound();
        MessageEndpoint sender = network.socket(Udp.DATAGRAM4)) {
      member.setOption(Udp.IP_ADD_MEMBERSHIP, one);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> member.setOption(Udp.IP_ADD_MEMBERSHIP, all));
      assertTrue(e.getMessage().endsWith("leave that first"), e.getMessage());
      assertThrows(
          IllegalArgumentException.class, () -> member.setOption(Udp.IP_DROP_MEMBERSHIP, all));
      sender.bind(new InetSocketAddress(local, 0));
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
      sender.sendTo(bytes(3), new InetSocketAddress(group, port(member)));
      assertEquals(3, member.receive(bytes(10)));
      member.setOption(Udp.IP_DROP_MEMBERSHIP, one);
      member.setOption(Udp.IP_ADD_MEMBERSHIP, all);
    }
  }

  @Test
  void aSourceIsBlockedAndHeardAgain() throws IOException {
    Membership all = new Membership(group, by, null);
    Membership one = new Membership(group, by, local);
    try (MessageEndpoint member = bound();
        MessageEndpoint sender = network.socket(Udp.DATAGRAM4)) {
      sender.bind(new InetSocketAddress(local, 0));
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
      InetSocketAddress where = new InetSocketAddress(group, port(member));
      member.setOption(Udp.IP_ADD_MEMBERSHIP, all).setOption(Udp.IP_BLOCK_SOURCE, one);
      sender.sendTo(bytes(1), where);
      member.setOption(Udp.IP_UNBLOCK_SOURCE, one);
      sender.sendTo(bytes(2), where);
      assertEquals(2, member.receive(bytes(10)), "the first was blocked");
      for (Membership wrong : List.of(all, one)) {
        assertThrows(
            IllegalArgumentException.class, () -> member.setOption(Udp.IP_UNBLOCK_SOURCE, wrong));
      }
    }
  }

  @Test
  void onlyMembersOfThePortHear() throws IOException {
    try (MessageEndpoint member = bound();
        MessageEndpoint stranger =
            bound().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(1));
        MessageEndpoint sender = network.socket(Udp.DATAGRAM4)) {
      member.setOption(Udp.IP_ADD_MEMBERSHIP, new Membership(group, by, null));
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
      sender.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 0); // this host
      for (MessageEndpoint receiver : List.of(stranger, member)) {
        sender.sendTo(bytes(3), new InetSocketAddress(group, port(receiver)));
      }
      assertEquals(3, member.receive(bytes(10)));
      assertThrows(SocketTimeoutException.class, () -> stranger.receive(bytes(10)));
    }
  }

  @Test
  void aCloseWhileGroupsAreJoinedIsToldAsOne() throws Exception {
    Membership unnamed = Membership.of(group);
    for (int round = 0; round < 100; round++) {
      MessageEndpoint member = bound();
      CountDownLatch begun = new CountDownLatch(1);
      Background<?> joins =
          Background.run(
              () -> {
                while (true) {
                  begun.countDown();
                  member.setOption(Udp.IP_ADD_MEMBERSHIP, unnamed);
                  member.setOption(Udp.IP_DROP_MEMBERSHIP, unnamed);
                }
              });
      begun.await();
      member.close();
      Throwable thrown = joins.failure();
      assertTrue(thrown instanceof ClosedChannelException, thrown::toString);
    }
  }

  @Test
  void theScopeOfAGroupIsItsInterface() throws IOException {
    assumeTrue(
        by.inetAddresses().anyMatch(a -> a instanceof java.net.Inet6Address),
        "the loopback interface has no IPv6 address");
    EndpointUri where =
        EndpointUri.valueOf("udp6://[ff02::1234%" + by.getName() + "]:0?SO_RCVTIMEO=5s");
    try (MessageEndpoint member = network.bindMessages(where)) {
      assertEquals(by, member.getOption(Udp.IP_ADD_MEMBERSHIP).networkInterface());
      InetAddress scoped = InetAddress.getByName("ff02::1234%" + by.getName());
      member.setOption(Udp.IP_DROP_MEMBERSHIP, Membership.of(scoped));
    }
  }

  @Test
  void severalProgramsJoinAGroupByTheSameUri() throws IOException {
    try (MessageEndpoint first = network.bindMessages(loopbackGroup(0));
        MessageEndpoint second = network.bindMessages(loopbackGroup(port(first)));
        MessageEndpoint sender = network.socket(Udp.DATAGRAM4)) {
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
      sender.sendTo(bytes(3), new InetSocketAddress(group, port(first)));
      assertEquals(3, first.receive(bytes(10)));
      assertEquals(3, second.receive(bytes(10)));
    }
  }

  private EndpointUri loopbackGroup(int port) {
    return EndpointUri.valueOf(
        "udp4://239.1.2.6:" + port + "?SO_RCVTIMEO=5s&IP_MULTICAST_IF=" + by.getName());
  }

  @Test
  void whoWantsTheGroupsPortAloneSaysSo() throws IOException {
    try (MessageEndpoint first = network.bindMessages(loopbackGroup(0))) {
      EndpointUri alone = loopbackGroup(port(first)).withOption("SO_REUSEADDR", "false");
      assertThrows(BindException.class, () -> network.bindMessages(alone));
    }
  }

  @Test
  void aUriJoinsSeveralGroups() throws IOException {
    String at = "@" + by.getName();
    EndpointUri uri =
        EndpointUri.valueOf(
            "udp4://:0?SO_RCVTIMEO=5s&IP_ADD_MEMBERSHIP=239.1.2.6" + at + ",239.1.2.7" + at);
    try (MessageEndpoint member = network.bindMessages(uri);
        MessageEndpoint sender = network.socket(Udp.DATAGRAM4)) {
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
      for (String each : List.of("239.1.2.6", "239.1.2.7")) {
        sender.sendTo(bytes(3), new InetSocketAddress(each, port(member)));
        assertEquals(3, member.receive(bytes(10)), each);
      }
    }
    String wrong =
        assertThrows(
                IllegalArgumentException.class,
                () -> network.bindMessages(uri.withOption("IP_ADD_MEMBERSHIP", "239.1.2.6,")))
            .getMessage();
    assertTrue(wrong.contains("IP_ADD_MEMBERSHIP cannot be ''"), wrong);
  }

  @Test
  void anEmptyDatagramLeavesAsOthersDo() throws IOException {
    try (MessageEndpoint member = bound();
        MessageEndpoint sender = network.socket(Udp.DATAGRAM4)) {
      member.setOption(Udp.IP_ADD_MEMBERSHIP, new Membership(group, by, null));
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
      sender.connect(new InetSocketAddress(group, port(member)));
      assertEquals(0, sender.send(bytes(0)));
      assertEquals(0, member.receive(bytes(10)));
    }
  }
}
