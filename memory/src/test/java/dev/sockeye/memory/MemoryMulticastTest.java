package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.udp.Membership;
import dev.sockeye.udp.Udp;
import dev.sockeye.udp.contract.MulticastContract;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Groups in memory. */
class MemoryMulticastTest extends MulticastContract {

  private final MemoryNetwork network = MemoryNetwork.create();

  @Override
  protected Network network() {
    return network;
  }

  private MessageEndpoint sharing(int port) throws IOException {
    return network
        .socket(Udp.DATAGRAM)
        .setOption(StandardSocketOptions.SO_REUSEADDR, true)
        .bind(new InetSocketAddress(port));
  }

  /** All of the network is one host. */
  @Test
  void withoutLoopNobodyHears() throws IOException {
    InetSocketAddress group = new InetSocketAddress("239.1.2.6", 5000);
    try (MessageEndpoint member = sharing(5000);
        MessageEndpoint sender = network.socket(Udp.DATAGRAM)) {
      member.setOption(Udp.IP_ADD_MEMBERSHIP, Membership.of(group.getAddress()));
      sender.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
      sender.sendTo(ByteBuffer.allocate(1), group);
      sender.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
      sender.sendTo(ByteBuffer.allocate(2), group);

      assertEquals(2, member.receive(ByteBuffer.allocate(9)));
    }
  }

  @Test
  void theLastOneThatSharesAPortGetsWhatIsForOne() throws IOException {
    InetSocketAddress where = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000);
    try (MessageEndpoint first = sharing(5000);
        MessageEndpoint sender = network.socket(Udp.DATAGRAM)) {
      try (MessageEndpoint second = sharing(5000)) {
        sender.sendTo(ByteBuffer.allocate(2), where);
        assertEquals(2, second.receive(ByteBuffer.allocate(9)));
      }
      sender.sendTo(ByteBuffer.allocate(1), where);
      assertEquals(1, first.receive(ByteBuffer.allocate(9)));
    }
  }

  @Test
  void bothHaveToShare() throws IOException {
    try (MessageEndpoint first = sharing(5000);
        MessageEndpoint alone = network.socket(Udp.DATAGRAM)) {
      InetSocketAddress where = new InetSocketAddress(5000);
      String told = assertThrows(BindException.class, () -> alone.bind(where)).getMessage();
      assertEquals("bind udp 0.0.0.0:5000: Address already in use (EADDRINUSE)", told);
      assertEquals(where.getPort(), ((InetSocketAddress) first.getLocalAddress()).getPort());
    }
  }

  @Test
  void aGroupIsOfTheFamilyOfItsSocket() throws IOException {
    Membership six = Membership.of(InetAddress.getByName("ff02::1234"));
    try (MessageEndpoint endpoint = network.socket(Udp.DATAGRAM4)) {
      assertThrows(
          IllegalArgumentException.class, () -> endpoint.setOption(Udp.IP_ADD_MEMBERSHIP, six));
    }
  }
}
