package dev.sockeye.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header, of frames that are written down here byte for byte. */
class EthernetHeaderTest {

  private static final String ARP = "ffffffffffff001b213c4d5e0806";
  private static final String TAGGED = "ffffffffffff001b213c4d5e8100602a0800";
  private static final String TWICE = "ffffffffffff001b213c4d5e88a8000a8100002a86dd";

  private static ByteBuffer frame(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @CsvSource({ARP + ",14,0806,", TAGGED + ",18,0800,602a", TWICE + ",22,86dd,000a002a"})
  void aHeaderIsReadInAnyByteOrder(String hex, int length, String type, String tags) {
    EthernetHeader header = new EthernetHeader();
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      ByteBuffer frame = frame("0000" + hex + "45").position(2).order(order);
      header.of(frame);
      assertEquals("ff:ff:ff:ff:ff:ff", EthernetHeader.text(header.destination()));
      assertEquals(0x001b_213c_4d5eL, header.source());
      assertEquals(Integer.parseInt(type, 16), header.ethertype());
      assertEquals(length, header.length());
      StringBuilder found = new StringBuilder();
      for (int i = 0; i < header.tagCount(); i++) {
        found.append(String.format("%04x", header.tag(i)));
      }
      assertEquals(tags == null ? "" : tags, found.toString());
      assertThrows(IndexOutOfBoundsException.class, () -> header.tag(header.tagCount()));
      assertEquals(0x45, frame.get(header.payload()));
      assertEquals(2, frame.position());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ffffffffffff001b213c4d5e08", "ffffffffffff001b213c4d5e8100602a08"})
  void aFrameThatEndsInItsHeaderIsRefused(String hex) {
    EthernetHeader header = new EthernetHeader().of(frame(ARP));
    assertThrows(IllegalArgumentException.class, () -> header.of(frame(hex)));
    assertEquals(0x0806, header.ethertype(), "still of the frame before");
  }

  @Test
  void whatIsWrittenIsThoseBytes() {
    ByteBuffer into = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).position(3);
    EthernetHeader.put(into, EthernetHeader.BROADCAST, 0x001b_213c_4d5eL, 0x0806);
    assertEquals(17, into.position());
    assertEquals(frame(ARP), into.flip().position(3));
    assertThrows(
        BufferOverflowException.class,
        () -> EthernetHeader.put(ByteBuffer.allocate(13), 0, 0, 0x0806));
  }

  @Test
  void addressesAreText() {
    assertEquals(0x001b_213c_4d5eL, EthernetHeader.parse("00:1B:21:3c:4d:5e"));
    assertEquals("00:1b:21:3c:4d:5e > ff:ff:ff:ff:ff:ff 0x0806", header(ARP));
    for (String bad : new String[] {"", "00:1b:21:3c:4d", "00:1b:21:3c:4d:5e:6f", "eth0"}) {
      Exception e = assertThrows(IllegalArgumentException.class, () -> EthernetHeader.parse(bad));
      assertTrue(e.getMessage().contains("'" + bad + "'"), e.getMessage());
    }
  }

  private static String header(String hex) {
    return new EthernetHeader().of(frame(hex)).toString();
  }
}
