package dev.sockeye.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.testkit.local.Allocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Messages are built, sent, received and taken apart without a byte of the heap, once warm. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX)
class NetlinkAllocationTest {

  // <linux/rtnetlink.h> and <linux/if_link.h>
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;
  private static final int IFINFOMSG = 16;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_EXT_MASK = 29;

  private final NetlinkWriter writer = new NetlinkWriter();
  private final NetlinkReader reader = new NetlinkReader();
  private final NetlinkAttributes attributes = new NetlinkAttributes();

  private ByteBuffer request(ByteBuffer into) {
    writer.of(into.clear()).begin(RTM_GETLINK, NetlinkWriter.NLM_F_REQUEST, 7);
    writer.putInt(0).putInt(1).zeros(8).attributeInt(IFLA_EXT_MASK, 0).end();
    return into.flip();
  }

  private int mtu(ByteBuffer answer) throws IOException {
    int mtu = 0;
    reader.of(answer);
    while (reader.next()) {
      assertTrue(reader.type() == RTM_NEWLINK && reader.sequence() == 7);
      reader.attributes(IFINFOMSG, attributes);
      while (attributes.next()) {
        mtu = attributes.type() == IFLA_MTU ? attributes.getInt() : mtu;
      }
    }
    return mtu;
  }

  @Test
  void aNestIsWrittenAndRead() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(128);
    NetlinkAttributes inner = new NetlinkAttributes();
    Allocation.assertNone(
        () -> {
          writer.of(buffer.clear()).begin(RTM_NEWLINK, 0, 1).zeros(IFINFOMSG);
          writer.nest(18).attributeInt(1, 42).attributeLong(2, 43).endNest().end();
          reader.of(buffer.flip()).next();
          reader.attributes(IFINFOMSG, attributes).next();
          attributes.nested(inner).next();
          assertTrue(inner.getInt() == 42);
        });
  }

  @Test
  void theSystemIsAskedForTheMtuOfAnInterface() throws IOException {
    try (MessageEndpoint endpoint = Network.system().socket(Netlink.ROUTE)) {
      endpoint.bind(null);
      ByteBuffer question = ByteBuffer.allocateDirect(128);
      ByteBuffer answer = ByteBuffer.allocateDirect(65_536);
      endpoint.sendTo(request(question), NetlinkAddress.KERNEL);
      endpoint.receive(answer.clear());
      int mtu = mtu(answer.flip());
      assertTrue(mtu > 0, "no mtu was told");
      Allocation.assertNone(
          () -> {
            endpoint.sendTo(request(question), NetlinkAddress.KERNEL);
            endpoint.receiveFrom(answer.clear());
            assertTrue(mtu == mtu(answer.flip()));
          });
      assertEquals(mtu, mtu(answer.rewind()));
    }
  }
}
