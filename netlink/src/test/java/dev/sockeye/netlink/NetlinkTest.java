package dev.sockeye.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SocketType;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no privilege and no other program. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class NetlinkTest {

  private final Network network = Network.system();

  @ParameterizedTest
  @ValueSource(strings = {"AF_NETLINK", "AF_ROUTE"})
  void everyFamilyIsOpenedByItsTriple(String domain) throws IOException {
    for (SocketType type : new SocketType[] {SocketType.SOCK_RAW, SocketType.SOCK_DGRAM}) {
      for (int family : new int[] {0, 2, 4, 15, 16}) {
        Protocol protocol = new Protocol("any", family);
        try (MessageEndpoint endpoint =
            (MessageEndpoint) network.socket(new Domain(domain), type, protocol)) {
          assertNull(endpoint.getLocalAddress());
          endpoint.bind(null);
          assertNotEquals(0, ((NetlinkAddress) endpoint.getLocalAddress()).pid());
        }
      }
    }
  }

  @Test
  void aFamilyThatIsNotThereIsToldOf() {
    String why = new NetlinkTransport().unavailable(Netlink.spec(new Protocol("x", 1))).orElse("");
    assertTrue(why.contains("EPROTONOSUPPORT"), why);
    assertThrows(
        RuntimeException.class,
        () -> network.socket(Netlink.AF_NETLINK, SocketType.SOCK_RAW, new Protocol("x", 32)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "netlink:route?groups=link,ipv4-ifaddr",
        "netlink:0?groups=1,5",
        "netlink:NETLINK_ROUTE?groups=RTNLGRP_LINK,RTNLGRP_IPV4_IFADDR",
        "route:?groups=ipv4-ifaddr,link"
      })
  void whoIsInGroupsByUriIsBoundAndInThem(String uri) throws IOException {
    for (boolean binds : new boolean[] {true, false}) {
      EndpointUri where = EndpointUri.valueOf(uri);
      try (MessageEndpoint endpoint =
          binds ? network.bindMessages(where) : network.connectMessages(where)) {
        NetlinkAddress local = (NetlinkAddress) endpoint.getLocalAddress();
        assertNotEquals(0, local.pid());
        assertEquals(0x11, local.groups());
        assertEquals(NetlinkGroups.of(1, 5), endpoint.getOption(Netlink.GROUPS));
        assertEquals(binds ? null : NetlinkAddress.KERNEL, endpoint.getRemoteAddress());
      }
    }
  }

  @Test
  void groupsAreJoinedAndLeft() throws IOException {
    try (MessageEndpoint endpoint = network.socket(Netlink.ROUTE)) {
      endpoint.setOption(Netlink.NETLINK_ADD_MEMBERSHIP, NetlinkGroups.of(1, 33));
      endpoint.bind(new NetlinkAddress(0, 0x10));
      assertEquals(NetlinkGroups.of(1, 5, 33), endpoint.getOption(Netlink.GROUPS));
      endpoint.setOption(Netlink.NETLINK_DROP_MEMBERSHIP, NetlinkGroups.of(1, 33));
      assertEquals(NetlinkGroups.of(5), endpoint.getOption(Netlink.GROUPS));
      endpoint.setOption(Netlink.GROUPS, NetlinkGroups.LINK);
      assertEquals(NetlinkGroups.LINK, endpoint.getOption(Netlink.GROUPS));
      IOException e =
          assertThrows(
              IOException.class,
              () -> endpoint.setOption(Netlink.NETLINK_ADD_MEMBERSHIP, NetlinkGroups.of(60_000)));
      assertTrue(e.getMessage().contains("NETLINK_ADD_MEMBERSHIP 60000"), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "netlink:",
        "netlink:/5",
        "netlink:nobody",
        "netlink:32",
        "netlink:route/x",
        "netlink:route/4294967296",
        "netlink:usersock?groups=link",
        "netlink:route?groups=nothing",
        "route:route"
      })
  void anAddressThatIsNoneIsExplained(String uri) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> network.connectMessages(EndpointUri.valueOf(uri)).close());
    assertTrue(e.getMessage().startsWith(uri + ": "), e.getMessage());
  }

  @Test
  void anAddressHasAForm() {
    NetlinkAddress address = new NetlinkAddress(4711);
    assertEquals(
        EndpointUri.valueOf("route:/4711"), EndpointUri.valueOf("route:").withAddress(address));
    assertEquals("4711", address.toString());
    assertEquals("7#0x11", new NetlinkAddress(7, 17).toString());
    assertEquals(new NetlinkAddress(4711, 0), address);
    assertNotEquals(new NetlinkAddress(4711, 1), address);
    assertThrows(IllegalArgumentException.class, () -> new NetlinkAddress(1L << 32));
    assertThrows(IllegalArgumentException.class, () -> new NetlinkAddress(0, -1));
  }

  /** As the command and servers tell where they are. */
  @ParameterizedTest
  @ValueSource(strings = {"route:", "route:?groups=link", "netlink:usersock", "netlink:2"})
  void theAddressOfABoundSocketStandsInItsUri(String text) throws IOException {
    EndpointUri uri = EndpointUri.valueOf(text);
    EndpointUri where;
    try (MessageEndpoint endpoint = network.bindMessages(uri)) {
      where = uri.withAddress(endpoint.getLocalAddress());
      assertEquals(endpoint.spec(), network.spec(where));
      assertEquals(where, where.withAddress(endpoint.getLocalAddress()));
    }
    try (MessageEndpoint again = network.bindMessages(where)) {
      assertEquals(where, uri.withAddress(again.getLocalAddress()));
    }
  }

  @Test
  void anAddressInUseIsRefused() throws IOException {
    try (MessageEndpoint one = network.socket(Netlink.ROUTE).bind(null);
        MessageEndpoint other = network.socket(Netlink.ROUTE)) {
      NetlinkAddress taken = (NetlinkAddress) one.getLocalAddress();
      IOException e = assertThrows(IOException.class, () -> other.bind(taken));
      assertEquals(Errno.EADDRINUSE, Errno.of(e).orElseThrow());
      other.bind(null);
      assertNotEquals(taken, other.getLocalAddress());
    }
  }

  @Test
  void closeWakesAReceive() throws Exception {
    MessageEndpoint endpoint =
        network.bindMessages(EndpointUri.valueOf("netlink:route?groups=link"));
    Background<Integer> receive =
        Background.run(() -> endpoint.receive(ByteBuffer.allocate(100))).awaitBlocked();
    endpoint.close();
    receive.failure(AsynchronousCloseException.class);
  }

  /** A reader that is full is not waited for in {@code poll(2)}, which would return at once. */
  @Test
  void aFullReceiverIsWaitedFor() throws Exception {
    try (MessageEndpoint receiver = network.bindMessages(EndpointUri.valueOf("netlink:usersock"));
        MessageEndpoint sender = network.bindMessages(EndpointUri.valueOf("netlink:usersock"))) {
      receiver.setOption(StandardSocketOptions.SO_RCVBUF, 10_000);
      sender.configureBlocking(false);
      ByteBuffer message = ByteBuffer.allocate(2000);
      int sent = 0;
      while (sender.sendTo(message.clear(), receiver.getLocalAddress()) > 0) {
        sent++;
      }
      sender.configureBlocking(true);
      Background<Integer> send =
          Background.run(() -> sender.sendTo(message.clear(), receiver.getLocalAddress()))
              .awaitBlocked();
      ByteBuffer into = ByteBuffer.allocate(2000);
      for (int i = 0; i <= sent; i++) {
        assertEquals(2000, receiver.receive(into.clear()));
      }
      assertEquals(2000, send.result());
    }
  }

  /** To be told once, and go on. */
  @Test
  void anOverrunIsToldOnce() throws IOException {
    try (MessageEndpoint receiver = network.bindMessages(EndpointUri.valueOf("netlink:usersock"));
        MessageEndpoint sender = network.bindMessages(EndpointUri.valueOf("netlink:usersock"))) {
      receiver.setOption(StandardSocketOptions.SO_RCVBUF, 10_000);
      receiver.setOption(Netlink.GROUPS, NetlinkGroups.of(7));
      receiver.setOption(Netlink.NETLINK_PKTINFO, true);
      ByteBuffer event = ByteBuffer.allocate(2000);
      for (int i = 0; i < 30; i++) {
        sendToGroup(sender, event.clear());
      }
      NetlinkOverrunException e =
          assertThrows(
              NetlinkOverrunException.class, () -> receiver.receive(ByteBuffer.allocate(4000)));
      assertEquals(Errno.ENOBUFS, e.errno());
      assertTrue(e.getMessage().contains("lost"), e.getMessage());
      Message message = Message.allocate(4000);
      assertEquals(2000, receiver.receiveMessage(message));
      assertEquals(7, message.get(Netlink.GROUP));
      long pid = ((NetlinkAddress) sender.getLocalAddress()).pid();
      assertEquals(new NetlinkAddress(pid, 1 << 6), message.peer());
      assertEquals(NetlinkGroups.of(7), receiver.getOption(Netlink.GROUPS));
    }
  }

  /** No kernel is behind this family, which is told though the group got it. */
  private static void sendToGroup(MessageEndpoint sender, ByteBuffer event) {
    NetlinkAddress group = new NetlinkAddress(0, 1 << 6);
    assertThrows(ConnectException.class, () -> sender.sendTo(event, group));
  }

  @Test
  void aRefusedRequestSaysWhyAndTheNextOneIsAnswered() throws IOException {
    try (Rtnetlink host = Rtnetlink.open(network, NetlinkGroups.NONE)) {
      NetlinkException e =
          assertThrows(
              NetlinkException.class,
              () -> host.request("nonsense", 9999, 0, body -> body.zeros(4)));
      assertEquals(Errno.EOPNOTSUPP, e.errno().orElseThrow());
      assertFalse(host.links().isEmpty());
    }
  }

  @Test
  void theLoopbackIsThere() throws IOException {
    try (Rtnetlink host = Rtnetlink.open(network, NetlinkGroups.NONE)) {
      Link lo =
          host.links().stream().filter(link -> link.name().equals("lo")).findAny().orElseThrow();
      assertEquals(772, lo.type());
      assertEquals("00:00:00:00:00:00", lo.hardwareAddress());
      assertTrue((lo.flags() & Link.IFF_LOOPBACK) != 0);
    }
  }
}
