package dev.sockeye.netlink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Errno;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as bytes, with no socket. */
class NetlinkCodecTest {

  private final ByteBuffer buffer = ByteBuffer.allocate(4096);
  private final NetlinkWriter writer = new NetlinkWriter();
  private final NetlinkReader reader = new NetlinkReader();
  private final NetlinkAttributes attributes = new NetlinkAttributes();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsWrittenIsRead(boolean little) throws IOException {
    buffer.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    writer.of(buffer.position(3));
    writer.begin(16, NetlinkWriter.NLM_F_DUMP, 7).putByte(1).putByte(2).putShort(0x8001);
    writer.attributeByte(1, 0xff).attributeShort(2, 0xfffe).attributeInt(3, -4);
    writer.attributeLong(4, Long.MIN_VALUE).attributeString(5, "\u00fcber");
    writer.nest(6).attributeInt(1, 11).nest(2).attributeBytes(1, new byte[] {9}).endNest();
    writer.endNest().end();
    writer.begin(NetlinkReader.NLMSG_DONE, 2, 8, 0xffff_fffeL).end();
    assertTrue(reader.of(buffer.flip().position(3)).next());
    assertEquals(16, reader.type());
    assertEquals(NetlinkWriter.NLM_F_DUMP | NetlinkWriter.NLM_F_REQUEST, reader.flags());
    assertEquals(7, reader.sequence());
    assertEquals(2, reader.getByte(1));
    assertEquals(0x8001, reader.getShort(2));
    assertAttributes(reader.attributes(4, attributes));
    assertTrue(reader.next());
    assertEquals(0xffff_fffeL, reader.pid());
    assertTrue(reader.endsWell("x"));
    assertFalse(reader.next());
  }

  private void assertAttributes(NetlinkAttributes all) throws ProtocolException {
    assertTrue(all.next());
    assertEquals(0xff, all.getByte());
    assertTrue(all.next());
    assertEquals(0xfffe, all.getShort());
    assertTrue(all.next());
    assertEquals(-4, all.getInt());
    assertThrows(ProtocolException.class, all::getLong);
    assertTrue(all.next());
    assertEquals(Long.MIN_VALUE, all.getLong());
    assertTrue(all.next());
    assertEquals("\u00fcber", all.getString());
    assertFalse(all.isNested());
    assertTrue(all.next());
    assertTrue(all.isNested());
    assertEquals(6, all.type());
    NetlinkAttributes inner = all.nested(new NetlinkAttributes());
    assertTrue(inner.next());
    assertEquals(11, inner.getInt());
    assertTrue(inner.next());
    NetlinkAttributes innermost = inner.nested(new NetlinkAttributes());
    assertTrue(innermost.next());
    assertArrayEquals(new byte[] {9}, innermost.getBytes());
    assertFalse(innermost.next());
    assertFalse(inner.next());
    assertFalse(all.next());
  }

  /** {@code struct nlmsgerr} with the header of the request, a text and an offset. */
  @Test
  void anErrorIsTold() throws ProtocolException {
    ByteBuffer told = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());
    byte[] text = "Nexthop has invalid gateway\0".getBytes(StandardCharsets.US_ASCII);
    int length = 36 + 4 + text.length + 8;
    told.putInt(length).putShort((short) 2).putShort((short) 0x300).putInt(5).putInt(99);
    told.putInt(-101).putInt(24).putShort((short) 24).putShort((short) 1).putInt(5).putInt(0);
    told.putShort((short) (4 + text.length)).putShort((short) 1).put(text);
    told.putShort((short) 8).putShort((short) 2).putInt(36);
    assertTrue(reader.of(told.flip()).next());
    NetlinkException e =
        assertThrows(NetlinkException.class, () -> reader.endsWell("RTM_NEWROUTE"));
    assertEquals(101, e.number());
    assertEquals(Optional.of(Errno.ENETUNREACH), e.errno());
    assertEquals(Optional.of(Errno.ENETUNREACH), Errno.of(e));
    assertEquals(36, e.offset());
    assertEquals(
        "RTM_NEWROUTE: Nexthop has invalid gateway: Network is unreachable (ENETUNREACH)",
        e.getMessage());
  }

  @Test
  void whatIsNoMessageIsToldAndNotRead() throws ProtocolException {
    ByteBuffer short15 = ByteBuffer.allocate(15);
    assertThrows(ProtocolException.class, () -> reader.of(short15).next());
    ByteBuffer zeros = ByteBuffer.allocate(16);
    assertThrows(ProtocolException.class, () -> reader.of(zeros).next());
    ByteBuffer beyond = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putInt(0, 17);
    assertThrows(ProtocolException.class, () -> reader.of(beyond).next());
    ByteBuffer negative = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putInt(0, -1);
    assertThrows(ProtocolException.class, () -> reader.of(negative).next());
    ByteBuffer bad = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
    bad.putInt(0, 20).putShort(16, (short) 5);
    assertTrue(reader.of(bad).next());
    reader.attributes(0, attributes);
    assertThrows(ProtocolException.class, attributes::next);
    assertThrows(ProtocolException.class, () -> reader.attributes(8, attributes));
    assertThrows(ProtocolException.class, () -> reader.getInt(1));
  }

  @Test
  void anAddressIsWrittenAsItIsRead() throws Exception {
    Address address =
        new Address(
            3,
            InetAddress.getByName("192.0.2.1"),
            24,
            InetAddress.getByName("192.0.2.9"),
            InetAddress.getByName("192.0.2.255"),
            253,
            Address.IFA_F_PERMANENT,
            "eth0:1");
    address.write(writer.of(buffer).begin(20, 0, 1));
    writer.end();
    assertTrue(reader.of(buffer.flip()).next());
    assertEquals(Optional.of(new Change(false, address)), Rtnetlink.read(reader));
  }

  @Test
  void groupsHaveNames() {
    assertEquals(NetlinkGroups.of(1, 5, 9), NetlinkGroups.parse("LINK,RTNLGRP_IPV4_IFADDR, 9"));
    assertEquals(NetlinkGroups.of(33, 36), NetlinkGroups.parse("brvlan,stats"));
    assertEquals(NetlinkGroups.NONE, NetlinkGroups.parse(""));
    assertEquals("1,5", NetlinkGroups.LINK.and(NetlinkGroups.IPV4_IFADDR).toString());
    assertEquals(NetlinkGroups.of(1), NetlinkGroups.of(1, 2).without(NetlinkGroups.of(2)));
    for (String bad : new String[] {"none", "nobody", "0", "99999", "1,,2"}) {
      assertThrows(IllegalArgumentException.class, () -> NetlinkGroups.parse(bad), bad);
    }
  }
}
