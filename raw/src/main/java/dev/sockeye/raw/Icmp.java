package dev.sockeye.raw;

import dev.sockeye.spi.UriOptions.OptionType;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Writes echoes of ICMP, RFC 792, and ICMPv6, RFC 4443 section 4; {@link IcmpView} reads them. No
 * call allocates anything.
 */
public final class Icmp {

  /** An answer to an echo request. */
  public static final int ECHO_REPLY = 0;

  /** A packet did not get to its destination. */
  public static final int DESTINATION_UNREACHABLE = 3;

  /** A request to send the same back. */
  public static final int ECHO_REQUEST = 8;

  /** A packet had no hops left. */
  public static final int TIME_EXCEEDED = 11;

  /** A packet did not get to its destination, ICMPv6. */
  public static final int DESTINATION_UNREACHABLE6 = 1;

  /** A packet was longer than a link's MTU, ICMPv6. */
  public static final int PACKET_TOO_BIG6 = 2;

  /** A packet had no hops left, ICMPv6. */
  public static final int TIME_EXCEEDED6 = 3;

  /** A request to send the same back, ICMPv6. */
  public static final int ECHO_REQUEST6 = 128;

  /** An answer to an echo request, ICMPv6. */
  public static final int ECHO_REPLY6 = 129;

  private static final int HEADER = 8;
  private static final int CHECKSUM = 2;

  /** How many types each filter knows. */
  private static final int TYPES = 32;

  private static final int TYPES6 = 256;

  static final OptionType<BitSet> OF_URI =
      new OptionType<>("the numbers of the types not to receive, such as 8,13", Icmp::types);

  private Icmp() {}

  /**
   * Writes an echo request with its checksum.
   *
   * @param into where to, from its position on, which is moved behind it
   * @param identifier the identifier, 16 bits; a ping socket sets its own
   * @param sequence the sequence number, 16 bits
   * @param data what is to be sent back, from position to limit, all of which is taken
   * @return {@code into}
   * @throws BufferOverflowException if there is no room for it; nothing is written then
   */
  public static ByteBuffer echoRequest(
      ByteBuffer into, int identifier, int sequence, ByteBuffer data) {
    return sumUp(into, put(into, ECHO_REQUEST, identifier, sequence, data));
  }

  /**
   * Writes the answer to an echo request, with its checksum.
   *
   * @param into where to, from its position on, which is moved behind it
   * @param identifier the request's identifier
   * @param sequence the request's sequence number
   * @param data the request's data, from position to limit, all of which is taken
   * @return {@code into}
   * @throws BufferOverflowException if there is no room for it; nothing is written then
   */
  public static ByteBuffer echoReply(
      ByteBuffer into, int identifier, int sequence, ByteBuffer data) {
    return sumUp(into, put(into, ECHO_REPLY, identifier, sequence, data));
  }

  /**
   * Writes an echo request of ICMPv6. Its checksum, which covers the addresses too, is the system's
   * to make, on ping and on raw sockets.
   *
   * @param into where to, from its position on, which is moved behind it
   * @param identifier the identifier, 16 bits; a ping socket sets its own
   * @param sequence the sequence number, 16 bits
   * @param data what is to be sent back, from position to limit, all of which is taken
   * @return {@code into}
   * @throws BufferOverflowException if there is no room for it; nothing is written then
   */
  public static ByteBuffer echoRequest6(
      ByteBuffer into, int identifier, int sequence, ByteBuffer data) {
    put(into, ECHO_REQUEST6, identifier, sequence, data);
    return into;
  }

  /**
   * Writes the answer to an echo request of ICMPv6, whose checksum is the system's to make.
   *
   * @param into where to, from its position on, which is moved behind it
   * @param identifier the request's identifier
   * @param sequence the request's sequence number
   * @param data the request's data, from position to limit, all of which is taken
   * @return {@code into}
   * @throws BufferOverflowException if there is no room for it; nothing is written then
   */
  public static ByteBuffer echoReply6(
      ByteBuffer into, int identifier, int sequence, ByteBuffer data) {
    put(into, ECHO_REPLY6, identifier, sequence, data);
    return into;
  }

  /** Gives where it begins. */
  private static int put(ByteBuffer into, int type, int identifier, int sequence, ByteBuffer data) {
    if (into.remaining() < HEADER + data.remaining()) {
      throw new BufferOverflowException();
    }
    int start = into.position();
    into.put((byte) type).put((byte) 0);
    put16(into, 0);
    put16(into, identifier);
    put16(into, sequence);
    into.put(data);
    return start;
  }

  /** In network order, whatever the buffer's is. */
  private static void put16(ByteBuffer into, int value) {
    into.put((byte) (value >> 8)).put((byte) value);
  }

  private static ByteBuffer sumUp(ByteBuffer into, int start) {
    int checksum = InternetChecksum.of(into, start, into.position() - start);
    return into.put(start + CHECKSUM, (byte) (checksum >> 8))
        .put(start + CHECKSUM + 1, (byte) checksum);
  }

  /**
   * A value of {@link Ip#ICMP_FILTER} that lets some types through.
   *
   * @param types their numbers
   * @return all from 0 to 31 but these, a new set
   */
  public static BitSet allBut(int... types) {
    return allBut(TYPES, types);
  }

  /**
   * A value of {@link Ip#ICMP6_FILTER} that lets some types through.
   *
   * @param types their numbers
   * @return all from 0 to 255 but these, a new set
   */
  public static BitSet allBut6(int... types) {
    return allBut(TYPES6, types);
  }

  private static BitSet allBut(int size, int... types) {
    BitSet blocked = new BitSet(size);
    blocked.set(0, size);
    for (int type : types) {
      blocked.clear(type);
    }
    return blocked;
  }

  private static BitSet types(String text) {
    BitSet blocked = new BitSet();
    for (String type : text.split(",", -1)) {
      blocked.set(Integer.parseInt(type.strip()));
    }
    return blocked;
  }
}
