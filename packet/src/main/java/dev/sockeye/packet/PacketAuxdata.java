package dev.sockeye.packet;

import java.nio.ByteBuffer;

/**
 * What the system knows of a received frame, {@code struct tpacket_auxdata} of {@code
 * <linux/if_packet.h>}.
 *
 * @param status bits {@code TP_STATUS_}
 * @param length how many bytes the frame had
 * @param capturedLength how many of them the filter let pass, {@code tp_snaplen}
 * @param networkOffset where the header of the network layer begins, {@code tp_net}
 * @param vlanTci the control information of the VLAN tag, which the system takes out of the frame;
 *     -1 of a frame without
 * @param vlanTpid the ethertype of that tag; -1 where it is not told
 */
public record PacketAuxdata(
    int status, long length, long capturedLength, int networkOffset, int vlanTci, int vlanTpid) {

  /** The checksum is still to be made: the frame did not leave this host. */
  private static final int CHECKSUM_NOT_READY = 1 << 3;

  private static final int VLAN_VALID = 1 << 4;
  private static final int VLAN_TPID_VALID = 1 << 6;
  private static final int CHECKSUM_VALID = 1 << 7;

  /** The bytes of the structure. */
  static final int SIZE = 20;

  private static final int LENGTH = 4;
  private static final int SNAPLEN = 8;
  private static final int NET = 14;
  private static final int VLAN_TCI = 16;
  private static final int VLAN_TPID = 18;

  static PacketAuxdata read(ByteBuffer from, int at) {
    int status = from.getInt(at);
    return new PacketAuxdata(
        status,
        length(from, at),
        Integer.toUnsignedLong(from.getInt(at + SNAPLEN)),
        from.getShort(at + NET) & 0xffff,
        (status & VLAN_VALID) == 0 ? -1 : from.getShort(at + VLAN_TCI) & 0xffff,
        (status & VLAN_TPID_VALID) == 0 ? -1 : from.getShort(at + VLAN_TPID) & 0xffff);
  }

  static long length(ByteBuffer from, int at) {
    return Integer.toUnsignedLong(from.getInt(at + LENGTH));
  }

  /**
   * Tells whether a filter cut the frame.
   *
   * @return whether
   */
  public boolean isCut() {
    return capturedLength < length;
  }

  /**
   * Tells whether the frame had a VLAN tag.
   *
   * @return whether
   */
  public boolean hasVlan() {
    return vlanTci >= 0;
  }

  /**
   * The VLAN of the tag, the lower 12 bits of {@link #vlanTci}.
   *
   * @return from 0 to 4095; -1 of a frame without a tag
   */
  public int vlanId() {
    return hasVlan() ? vlanTci & 0xfff : -1;
  }

  /**
   * Tells whether the checksum of the transport layer was found right: {@code
   * TP_STATUS_CSUM_VALID}.
   *
   * @return whether; {@code false} also where nobody looked
   */
  public boolean isChecksumValid() {
    return (status & CHECKSUM_VALID) != 0;
  }

  /**
   * Tells whether the checksum of the transport layer is not made yet, {@code
   * TP_STATUS_CSUMNOTREADY}: of frames that this host sends.
   *
   * @return whether
   */
  public boolean isChecksumMissing() {
    return (status & CHECKSUM_NOT_READY) != 0;
  }
}
