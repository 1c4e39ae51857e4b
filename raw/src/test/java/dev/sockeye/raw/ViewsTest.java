package dev.sockeye.raw;

import static dev.sockeye.raw.RawFixtures.ip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers written out, whose checksums python3 has summed up; and the example of RFC 1071. */
class ViewsTest {

  private static final long PATIENCE = Duration.ofSeconds(50).toNanos();

  /** What it takes to ask how much was allocated. */
  private static final int OF_COUNTING = 1000;

  private static ByteBuffer hex(String digits) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  /** RFC 1071 section 3, the sum; an odd length, and either order of the buffer. */
  @Test
  void theChecksumIsThatOfTheRfc() {
    ByteBuffer bytes = hex("0001 f203 f4f5 f6f7");
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      bytes.order(order);
      assertEquals(0xddf2, InternetChecksum.sum(bytes, 0, 8));
      assertEquals(~0xddf2 & 0xffff, InternetChecksum.of(bytes, 0, 8));
      assertEquals(InternetChecksum.add(0x0001 + 0xf203, 0xf400), sum(bytes, 5));
      assertEquals(0xffff, InternetChecksum.of(bytes, 3, 0));
    }
  }

  private static int sum(ByteBuffer bytes, int length) {
    return InternetChecksum.sum(bytes, 0, length);
  }

  @Test
  void ofManyBytesItDoesNotOverflow() {
    ByteBuffer ones = ByteBuffer.allocate(1 << 20);
    while (ones.hasRemaining()) {
      ones.put((byte) -1);
    }
    assertEquals(0xffff, InternetChecksum.sum(ones, 0, ones.capacity()));
  }

  @Test
  void aUdpDatagramOverIpv4() {
    ByteBuffer packet = hex(UDP4 + "0000");
    packet.order(ByteOrder.LITTLE_ENDIAN); // the views do not mind
    Ipv4View ip = new Ipv4View();
    UdpView udp = new UdpView();
    assertTrue(ip.wrap(packet) && udp.wrap(ip));
    assertEquals(20, ip.headerLength());
    assertEquals(33, ip.totalLength());
    assertEquals(0, ip.tos());
    assertTrue(ip.isDontFragment());
    assertFalse(ip.hasMoreFragments() || ip.isLaterFragment() || ip.isCut());
    assertEquals(64, ip.ttl());
    assertEquals(17, ip.protocol());
    assertEquals(ip("127.0.0.1"), ip.source());
    assertEquals(ip("127.0.0.2"), ip.destination());
    byte[] address = new byte[4];
    ip.destination(address);
    assertArrayEquals(new byte[] {127, 0, 0, 2}, address);
    assertTrue(ip.isChecksumRight());
    assertEquals(4711, udp.sourcePort());
    assertEquals(5353, udp.destinationPort());
    assertEquals(13, udp.datagramLength());
    assertEquals("hello", StandardCharsets.US_ASCII.decode(udp.payload()).toString());
    assertTrue(udp.isChecksumRight(ip));
    packet.put(30, (byte) 'x');
    assertFalse(udp.isChecksumRight(ip));
    packet.put(8, (byte) 63);
    assertFalse(ip.isChecksumRight());
    packet.putShort(26, (short) 0);
    assertTrue(udp.isChecksumRight(ip), "IPv4 allows none");
    assertEquals(0, packet.position());
  }

  @Test
  void aTcpSegmentOverIpv6BehindExtensions() {
    // Hop-by-hop options of 8 bytes, destination options of 16, a SYN.
    String extensions = "3c00 0104 0000 0000" + "0601 0104 0000 0000 0104 0000 0000 0000";
    String tcp = "3039 0050 0000 0001 0000 0000 6002 ffff 692d 0000 0204 05a0";
    ByteBuffer packet = hex("6ab1 2345 0030 0007" + ONE + TWO + extensions + tcp);
    Ipv6View ip = new Ipv6View();
    TcpView segment = new TcpView();
    assertTrue(ip.wrap(packet) && segment.wrap(ip));
    assertEquals(0xab, ip.tos());
    assertEquals(0x12345, ip.flowLabel());
    assertEquals(0, ip.nextHeader());
    assertEquals(6, ip.protocol());
    assertEquals(7, ip.ttl());
    assertEquals(64, ip.headerLength());
    assertEquals(88, ip.totalLength());
    assertEquals(ip("::1"), ip.source());
    assertEquals(ip("fe80::2"), ip.destination());
    assertEquals(12345, segment.sourcePort());
    assertEquals(80, segment.destinationPort());
    assertEquals(1, segment.sequence());
    assertEquals(0, segment.acknowledgement());
    assertEquals(TcpView.SYN, segment.flags());
    assertEquals(0xffff, segment.window());
    assertEquals(24, segment.headerLength());
    assertEquals(0, segment.payloadLength());
    assertTrue(segment.isChecksumRight(ip));
    packet.put(7, (byte) 8); // the hop limit is none of what it covers
    assertTrue(segment.isChecksumRight(ip));
    packet.put(39, (byte) 3);
    assertFalse(segment.isChecksumRight(ip));
  }

  @Test
  void aLaterFragmentHasNoHeadersBehind() {
    ByteBuffer packet = hex("6000 0000 000c 2c40" + ONE + TWO + "1100 0008 dead beef cafe babe");
    Ipv6View ip = new Ipv6View();
    assertTrue(ip.wrap(packet));
    assertTrue(ip.isLaterFragment());
    assertEquals(8, ip.fragmentOffset());
    assertEquals(17, ip.protocol());
    assertEquals(4, ip.payloadLength());
  }

  @Test
  void anErrorTellsOfThePacket() {
    ByteBuffer packet = hex("0303 0000 0000 0000" + UDP4);
    IcmpView error = new IcmpView();
    Ipv4View ip = new Ipv4View();
    UdpView udp = new UdpView();
    assertTrue(error.wrap(packet) && ip.wrap(error) && udp.wrap(ip));
    assertEquals(Icmp.DESTINATION_UNREACHABLE, error.type());
    assertEquals(3, error.code());
    assertEquals(5353, udp.destinationPort());
  }

  @Test
  void whatIsCutIsTold() {
    ByteBuffer packet = hex(UDP4);
    Ipv4View ip = new Ipv4View();
    UdpView udp = new UdpView();
    assertTrue(ip.wrap(packet, 0, 30) && udp.wrap(ip));
    assertTrue(ip.isCut());
    assertEquals(2, udp.payloadLength());
    assertFalse(udp.isChecksumRight(ip));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "45",
        "65000021 00014000 40110000 7f000001 7f000002", // version 6
        "44000021 00014000 40110000 7f000001 7f000002", // a header of 16 bytes
        "46000021 00014000 40110000 7f000001 7f000002", // of 24, which are not there
      })
  void whatIsNoHeaderOfIpv4(String digits) {
    Ipv4View ip = new Ipv4View();
    assertTrue(ip.wrap(hex(UDP4)));
    assertFalse(ip.wrap(hex(digits)));
    assertThrows(IndexOutOfBoundsException.class, ip::ttl);
    assertThrows(IndexOutOfBoundsException.class, ip::payloadOffset);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "6000 0000 0000 0040", // no addresses
        "4000 0000 0000 1140" + ONE + TWO,
        "6000 0000 0004 0040" + ONE + TWO + "1100 0000", // half of an extension
        "6000 0000 0008 0040" + ONE + TWO + "1101 0000 0000 0000", // one of 16 bytes
      })
  void whatIsNoHeaderOfIpv6(String digits) {
    Ipv6View ip = new Ipv6View();
    assertFalse(ip.wrap(hex(digits)));
    assertThrows(IndexOutOfBoundsException.class, ip::protocol);
    assertThrows(IndexOutOfBoundsException.class, ip::headerLength);
  }

  @Test
  void tooShortForTheOthers() {
    assertFalse(new UdpView().wrap(ByteBuffer.allocate(7)));
    assertFalse(new TcpView().wrap(ByteBuffer.allocate(19)));
    assertFalse(new TcpView().wrap(ByteBuffer.allocate(40)), "a header of no length");
    assertFalse(new IcmpView().wrap(ByteBuffer.allocate(7)));
    assertThrows(
        IndexOutOfBoundsException.class, () -> new UdpView().wrap(ByteBuffer.allocate(9), 2, 8));
  }

  @Test
  void anEchoIsWrittenAsItIsOnTheWire() {
    ByteBuffer data = StandardCharsets.US_ASCII.encode("abc");
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      ByteBuffer into = ByteBuffer.allocate(20).order(order).position(3);
      assertEquals(14, Icmp.echoRequest(into, 0x1234, 2, data.rewind()).position());
      assertFalse(data.hasRemaining());
      assertEquals(hex("0800 2167 1234 0002 6162 63"), into.flip().position(3));
      assertEquals(0, InternetChecksum.of(into, 3, 11));
      IcmpView echo = new IcmpView();
      assertTrue(echo.wrap(into));
      assertEquals(0x1234, echo.identifier());
      assertEquals(2, echo.sequence());
      assertTrue(echo.isChecksumRight());
    }
    ByteBuffer six = Icmp.echoReply6(ByteBuffer.allocate(20), 1, 2, data.rewind()).flip();
    assertEquals(hex("8100 0000 0001 0002 6162 63"), six);
    ByteBuffer small = ByteBuffer.allocate(10);
    assertThrows(BufferOverflowException.class, () -> Icmp.echoReply(small, 1, 2, data.rewind()));
    assertEquals(0, small.position());
  }

  /** Once it is compiled; by the JVM's own count. */
  @Test
  void readingAndWritingAllocatesNothing() {
    ByteBuffer packet = hex(UDP4);
    ByteBuffer echo = ByteBuffer.allocate(100);
    ByteBuffer data = ByteBuffer.allocate(50);
    byte[] address = new byte[4];
    Ipv4View ip = new Ipv4View();
    UdpView udp = new UdpView();
    IcmpView icmp = new IcmpView();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long allocated = Long.MAX_VALUE;
    long end = System.nanoTime() + PATIENCE;
    int right = 0;
    while (allocated > OF_COUNTING && System.nanoTime() < end) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < 5000; i++) {
        right += ip.wrap(packet) && udp.wrap(ip) && udp.isChecksumRight(ip) ? 1 : 0;
        ip.source(address);
        Icmp.echoRequest(echo.clear(), i, i, data.clear()).flip();
        right += icmp.wrap(echo) && icmp.isChecksumRight() && icmp.sequence() == i ? 1 : 0;
      }
      allocated = threads.getThreadAllocatedBytes(self) - before;
    }
    assertTrue(allocated <= OF_COUNTING, allocated + " bytes");
    assertEquals(0, right % 10_000);
  }

  private static final String ONE = "00000000000000000000000000000001";
  private static final String TWO = "fe800000000000000000000000000002";

  private static final String UDP4 =
      "4500 0021 0001 4000 4011 3cc8 7f00 0001 7f00 0002 1267 14e9 000d 96ae 6865 6c6c 6f";
}
