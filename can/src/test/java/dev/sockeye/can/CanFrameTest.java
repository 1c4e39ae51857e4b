package dev.sockeye.can;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no kernel: frames, messages of the broadcast manager, filters, addresses. */
class CanFrameTest {

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static String written(ByteBuffer into) {
    byte[] bytes = new byte[into.flip().remaining()];
    into.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** What python3's struct.pack("=IB3x8s") gives, on a little-endian machine. */
  @Test
  void aClassicFrameLiesAsTheKernelHasIt() {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ByteBuffer into = ByteBuffer.allocate(20).order(order);
      CanFrame.put(into, 0x123, bytes("0011223344"));
      assertEquals("23010000050000000011223344000000", written(into));
      CanFrame frame = new CanFrame().wrap(into);
      assertEquals(0x123, frame.id());
      assertEquals(5, frame.length());
      assertEquals("123#0011223344", frame.toString());
    }
  }

  @Test
  void aFrameWithFlexibleDataRateIsAsLongAsTheBusHasThem() {
    ByteBuffer into = ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN);
    CanFrame.putFd(into, 0x1abcdef | CanFrame.EFF, CanFrame.BRS, bytes("010203040506070809"));
    assertTrue(written(into).startsWith("efcdab810c0100000102030405060708090000"), "12 bytes");
    CanFrame frame = new CanFrame().wrap(into);
    assertTrue(frame.isFd() && frame.isExtended());
    assertEquals(CanFrame.BRS, frame.flags());
    assertEquals(12, frame.length());
    assertEquals(9, frame.data(8));
    ByteBuffer data = ByteBuffer.allocate(64);
    assertEquals(12, frame.data(data));
    int[] lengths = {0, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 32, 33, 48, 49, 64};
    int[] longer = {0, 8, 12, 12, 16, 16, 20, 20, 24, 24, 32, 32, 48, 48, 64, 64};
    for (int i = 0; i < lengths.length; i++) {
      assertEquals(longer[i], CanFrame.fdLength(lengths[i]));
    }
  }

  @Test
  void aRequestHasALengthAndNoData() {
    ByteBuffer into = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    CanFrame.putRequest(into, 0x7ff, 3);
    CanFrame frame = new CanFrame().wrap(into.flip());
    assertTrue(frame.isRequest());
    assertFalse(frame.isExtended());
    assertEquals(0, frame.data(ByteBuffer.allocate(0)));
    assertEquals("7FF#R3", frame.toString());
  }

  @Test
  void whatNoFrameHoldsIsRefused() {
    ByteBuffer into = ByteBuffer.allocate(72);
    for (int id : new int[] {0x800, -1, CanFrame.RTR | 1, CanFrame.ERR | CanFrame.EFF}) {
      assertThrows(IllegalArgumentException.class, () -> CanFrame.put(into, id, bytes("")));
    }
    assertThrows(
        IllegalArgumentException.class, () -> CanFrame.put(into, 1, ByteBuffer.allocate(9)));
    assertThrows(
        IllegalArgumentException.class, () -> CanFrame.putFd(into, 1, 0, ByteBuffer.allocate(65)));
    assertThrows(IllegalArgumentException.class, () -> CanFrame.putFd(into, 1, 4, bytes("")));
    assertThrows(IllegalArgumentException.class, () -> CanFrame.putRequest(into, 1, 9));
    assertThrows(
        BufferOverflowException.class, () -> CanFrame.put(ByteBuffer.allocate(15), 1, bytes("00")));
    assertEquals(0, into.position());
    assertThrows(
        IllegalArgumentException.class, () -> new CanFrame().wrap(ByteBuffer.allocate(17)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CanFrame().wrap(ByteBuffer.allocate(16).put(4, (byte) 9)));
  }

  /** As struct.pack("@IIIllllII") of python3 gives it on a system of 64 bits. */
  @Test
  void aMessageOfTheBroadcastManagerLiesAsTheKernelHasIt() {
    ByteBuffer into = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    Duration then = Duration.ofMillis(2500);
    BcmMessage.put(into, BcmMessage.TX_SETUP, 3, 4, Duration.ZERO, then, 0x123, 1);
    CanFrame.put(into, 0x123, bytes("0a0b"));
    BcmMessage message = new BcmMessage().wrap(into.flip());
    byte[] head = new byte[BcmMessage.HEAD];
    into.get(0, head);
    assertEquals(
        "0100000003000000040000000000000000000000000000000000000000000000"
            + "020000000000000020a1070000000000"
            + "2301000001000000",
        HexFormat.of().formatHex(head));
    assertEquals(BcmMessage.TX_SETUP, message.opcode());
    assertEquals(3, message.flags());
    assertEquals(4, message.count());
    assertEquals(0x123, message.canId());
    assertEquals("123#0A0B", message.frame(0, new CanFrame()).toString());
    assertThrows(
        IndexOutOfBoundsException.class, () -> message.frame(1, new CanFrame()).toString());
    into.limit(60);
    assertThrows(IllegalArgumentException.class, () -> new BcmMessage().wrap(into));
  }

  @Test
  void filtersAreWrittenAsCandumpHasThem() {
    CanFilters filters = CanFilters.parse("123:7FF,00012345~9FFFFFFF");
    assertEquals(new CanFilter(0x123, 0x7ff), filters.filters().get(0));
    assertEquals(
        new CanFilter(0x12345 | CanFrame.EFF | CanFilter.INVERTED, 0x9fffffff),
        filters.filters().get(1));
    assertEquals("123:7FF,00012345~9FFFFFFF", filters.toString());
    assertEquals(CanFilters.NONE, CanFilters.parse(""));
    assertEquals("123~800007FF", CanFilter.exactly(0x123).not().toString());
    assertThrows(IllegalArgumentException.class, () -> CanFilters.parse("123"));
    assertThrows(IllegalArgumentException.class, () -> CanFilter.exactly(0x800));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "any",
        "#7",
        "#7:0x20",
        "#7:,0x12300",
        "#7:0x20,0x12300,0x1122334455667788",
        "#7:,,0x1"
      })
  void anAddressReadsAsItIsWritten(String text) throws IOException {
    CanAddress address = new CanCodec(true).parse(EndpointUri.valueOf("can+j1939:" + text), text);
    assertEquals(text, address.toString());
    assertEquals(text, address.uriForm());
    ByteBuffer memory = ByteBuffer.allocate(CanCodec.SIZE).order(ByteOrder.nativeOrder());
    assertEquals(CanCodec.SIZE, new CanCodec(true).write(address, memory, 0));
    Object read = new CanCodec(true).read(memory, 0, CanCodec.SIZE);
    assertEquals(address.index() == 0 ? null : address, read);
    if (read != null) {
      assertEquals(address.hashCode(), read.hashCode());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "can:#x",
        "can:#1:0x20",
        "can+j1939:#1:0x100",
        "can+j1939:#1:,0x40001",
        "can+j1939:#1:zz"
      })
  void anAddressThatIsNoneIsExplained(String text) {
    EndpointUri uri = EndpointUri.valueOf(text);
    CanTransport transport = new CanTransport(); // a network would first ask for the module
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> transport.bind(transport.schemes().get(uri.scheme()), uri));
    assertTrue(e.getMessage().startsWith(text + ": "), e.getMessage());
  }

  @Test
  void whereThereIsNoCanTheReasonSaysWhatToDo() {
    new CanTransport()
        .unavailable(Can.BCM)
        .ifPresent(why -> assertTrue(why.contains("modprobe can-bcm"), why));
  }
}
