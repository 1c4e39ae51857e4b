package dev.sockeye.tap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The blocks of a pcapng file (draft-ietf-opsawg-pcapng, section 4), in the byte order of the
 * buffer that they are put into.
 */
final class Blocks {

  /** The most bytes of one packet that Wireshark takes ({@code WTAP_MAX_PACKET_SIZE_STANDARD}). */
  static final int LARGEST_PACKET = 262_144;

  private static final int SECTION_HEADER = 0x0a0d0d0a;
  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int INTERFACE_STATISTICS = 5;
  private static final int ENHANCED_PACKET = 6;

  private static final int END_OF_OPTIONS = 0;
  private static final int COMMENT = 1;
  private static final int IF_NAME = 2;
  private static final int IF_DESCRIPTION = 3;
  private static final int IF_TSRESOL = 9;
  private static final int EPB_FLAGS = 2;
  private static final int ISB_IFRECV = 4;
  private static final int ISB_IFDROP = 5;
  private static final int SHB_USERAPPL = 4;

  private static final byte NANOSECONDS = 9;
  private static final int LONGEST_TEXT = 1000;

  /** The room that a packet takes beside its bytes, and padding. */
  static final int PACKET_OVERHEAD = 64;

  /** The room that one of the other blocks takes at most. */
  static final int LARGEST_DESCRIPTION = 64 + 3 * (LONGEST_TEXT + 8);

  private Blocks() {}

  /** Begins a file: "Section Header Block". */
  static void section(ByteBuffer to, String application) {
    int start = begin(to, SECTION_HEADER);
    to.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
    text(to, SHB_USERAPPL, application);
    end(to, start);
  }

  /** Describes where packets come from: "Interface Description Block". */
  static void describe(
      ByteBuffer to, int linkType, String name, String description, String comment) {
    int start = begin(to, INTERFACE_DESCRIPTION);
    to.putShort((short) linkType).putShort((short) 0).putInt(LARGEST_PACKET);
    text(to, COMMENT, comment);
    text(to, IF_NAME, name);
    text(to, IF_DESCRIPTION, description);
    option(to, IF_TSRESOL, 1).put(NANOSECONDS);
    end(to, start);
  }

  /**
   * Begins a packet, whose bytes then follow: "Enhanced Packet Block".
   *
   * @return what {@link #endPacket} is told
   */
  static int beginPacket(ByteBuffer to, int from, long nanos, int length) {
    int start = begin(to, ENHANCED_PACKET);
    to.putInt(from);
    time(to, nanos);
    to.putInt(length).putInt(length);
    return start;
  }

  static void endPacket(ByteBuffer to, int start, Direction direction) {
    pad(to);
    option(to, EPB_FLAGS, 4).putInt(direction.flags());
    end(to, start);
  }

  /** Tells how many packets there were: "Interface Statistics Block". */
  static void statistics(ByteBuffer to, int of, long nanos, long received, long dropped) {
    int start = begin(to, INTERFACE_STATISTICS);
    to.putInt(of);
    time(to, nanos);
    option(to, ISB_IFRECV, 8).putLong(received);
    option(to, ISB_IFDROP, 8).putLong(dropped);
    end(to, start);
  }

  private static void time(ByteBuffer to, long nanos) {
    to.putInt((int) (nanos >>> 32)).putInt((int) nanos);
  }

  private static int begin(ByteBuffer to, int type) {
    int start = to.position();
    to.putInt(type).putInt(0);
    return start;
  }

  private static void end(ByteBuffer to, int start) {
    pad(to);
    to.putShort((short) END_OF_OPTIONS).putShort((short) 0);
    int length = to.position() + 4 - start;
    to.putInt(length).putInt(start + 4, length);
  }

  private static ByteBuffer option(ByteBuffer to, int code, int length) {
    pad(to);
    return to.putShort((short) code).putShort((short) length);
  }

  private static void text(ByteBuffer to, int code, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    byte[] kept = bytes.length > LONGEST_TEXT ? Arrays.copyOf(bytes, LONGEST_TEXT) : bytes;
    option(to, code, kept.length).put(kept);
  }

  /** Blocks begin at multiples of 4, so the buffer's position tells. */
  static void pad(ByteBuffer to) {
    while (to.position() % 4 != 0) {
      to.put((byte) 0);
    }
  }
}
