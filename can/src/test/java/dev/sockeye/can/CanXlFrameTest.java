package dev.sockeye.can;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames of CAN XL, as {@code struct canxl_frame} of {@code <linux/can.h>} lays them out. */
class CanXlFrameTest {

  /**
   * What {@code struct.pack("=IBBHI", 0x123 | 5 << 16, 0x81, 3, 4, 0xdeadbeef)} of python3 gives on
   * a little-endian machine, and four bytes.
   */
  private static final byte[] FRAME = HexFormat.of().parseHex("2301050081030400efbeadde01020304");

  private static final byte[] DATA = {1, 2, 3, 4};

  private static void needsLittleEndian() {
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    if (!little) {
      System.out.println("Skipped: the bytes are those of a little-endian machine");
    }
    assumeTrue(little, "the bytes are those of a little-endian machine");
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 0", "true, 3"})
  void isWrittenAsTheKernelHasIt(boolean nativeOrder, int before) {
    needsLittleEndian();
    ByteBuffer buffer = ByteBuffer.allocate(before + FRAME.length);
    buffer.order(nativeOrder ? ByteOrder.nativeOrder() : ByteOrder.BIG_ENDIAN).position(before);
    CanXlFrame.put(buffer, 0x123, 5, CanXlFrame.SEC, 3, 0xdeadbeef, ByteBuffer.wrap(DATA));
    assertFalse(buffer.hasRemaining());
    assertArrayEquals(FRAME, Arrays.copyOfRange(buffer.array(), before, before + FRAME.length));
  }

  @Test
  void isReadInEitherOrder() {
    needsLittleEndian();
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      ByteBuffer buffer = ByteBuffer.wrap(FRAME).order(order);
      assertTrue(CanXlFrame.isXl(buffer));
      CanXlFrame frame = new CanXlFrame().wrap(buffer);
      assertEquals("123 vcid 05 sdt 03 af DEADBEEF 4 bytes", frame.toString());
      assertEquals(CanXlFrame.SEC, frame.flags());
      assertEquals(3, frame.data(2));
      ByteBuffer data = ByteBuffer.allocate(4);
      assertEquals(4, frame.data(data));
      assertArrayEquals(DATA, data.array());
      assertThrows(IndexOutOfBoundsException.class, () -> frame.data(4));
      assertThrows(BufferOverflowException.class, () -> frame.data(ByteBuffer.allocate(3)));
    }
  }

  @Test
  void otherFramesAreNone() {
    ByteBuffer buffer = ByteBuffer.allocate(CanFrame.FD);
    CanFrame.putFd(buffer, 0x123, CanFrame.BRS, ByteBuffer.allocate(64));
    buffer.flip();
    assertFalse(CanXlFrame.isXl(buffer));
    assertThrows(IllegalArgumentException.class, () -> new CanXlFrame().wrap(buffer));
    ByteBuffer cut = ByteBuffer.wrap(FRAME, 0, FRAME.length - 1);
    assertThrows(IllegalArgumentException.class, () -> new CanXlFrame().wrap(cut));
  }

  @ParameterizedTest
  @CsvSource({
    "0x800, 0, 0, 0, 1",
    "1, 256, 0, 0, 1",
    "1, 0, 0x80, 0, 1",
    "1, 0, 0, 256, 1",
    "1, 0, 0, 0, 0",
    "1, 0, 0, 0, 2049"
  })
  void whatIsOutOfRangeIsRefused(String prio, int vcid, String flags, int sdt, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    ByteBuffer data = ByteBuffer.allocate(length);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            CanXlFrame.put(
                buffer, Integer.decode(prio), vcid, Integer.decode(flags), sdt, 0, data));
    assertEquals(0, buffer.position());
  }

  @Test
  void theLargestFits() {
    ByteBuffer buffer = ByteBuffer.allocate(CanXlFrame.HEAD + CanXlFrame.MAX_DATA);
    CanXlFrame.put(buffer, 0, 0, 0, 0, 0, ByteBuffer.allocate(CanXlFrame.MAX_DATA));
    assertEquals(CanXlFrame.MAX_DATA, new CanXlFrame().wrap(buffer.flip()).length());
    assertThrows(
        BufferOverflowException.class,
        () -> CanXlFrame.put(ByteBuffer.allocate(12), 0, 0, 0, 0, 0, ByteBuffer.allocate(1)));
  }
}
