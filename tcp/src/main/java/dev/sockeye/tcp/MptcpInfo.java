package dev.sockeye.tcp;

import java.nio.ByteBuffer;

/**
 * A connection of MPTCP as the system tells it, {@code struct mptcp_info} of {@code
 * <linux/mptcp.h>}. What the kernel is too old to tell is 0. Sequence numbers and counts of bytes
 * are unsigned.
 *
 * @param subflows how many paths there are besides the first, or have been
 * @param addAddrSignal how many addresses were announced to the peer
 * @param addAddrAccepted how many of the peer's were accepted
 * @param subflowsMax how many further paths there may be, {@code ip mptcp limits}
 * @param addAddrSignalMax how many addresses may be announced
 * @param addAddrAcceptedMax how many of the peer's may be accepted
 * @param flags {@link #FALLBACK} and {@link #REMOTE_KEY_RECEIVED}; 0 before it is connected
 * @param token by which this host's path manager and {@code ss -M} know the connection
 * @param writeSeq the number of the next byte to be written
 * @param sndUna the number of the first byte that the peer has not acknowledged
 * @param rcvNxt the number of the byte that is expected next
 * @param localAddrUsed how many local addresses are in use for further paths
 * @param localAddrMax how many there may be
 * @param csumEnabled whether there is a checksum over all paths, RFC 8684 section 3.3
 * @param retransmits how often data was sent again, maybe by another path
 * @param bytesRetrans how many bytes that were
 * @param bytesSent how many bytes were sent
 * @param bytesReceived how many bytes were received
 * @param bytesAcked how many bytes the peer has acknowledged
 * @param subflowsTotal how many paths there are now, the first included
 * @param lastDataSent milliseconds since data was last sent
 * @param lastDataRecv milliseconds since data was last received
 * @param lastAckRecv milliseconds since the peer last acknowledged
 */
public record MptcpInfo(
    int subflows,
    int addAddrSignal,
    int addAddrAccepted,
    int subflowsMax,
    int addAddrSignalMax,
    int addAddrAcceptedMax,
    int flags,
    int token,
    long writeSeq,
    long sndUna,
    long rcvNxt,
    int localAddrUsed,
    int localAddrMax,
    boolean csumEnabled,
    int retransmits,
    long bytesRetrans,
    long bytesSent,
    long bytesReceived,
    long bytesAcked,
    int subflowsTotal,
    int lastDataSent,
    int lastDataRecv,
    int lastAckRecv) {

  /** A flag: the connection is TCP. */
  public static final int FALLBACK = 1;

  /** A flag: the peer's key is here, so that further paths can be had. */
  public static final int REMOTE_KEY_RECEIVED = 2;

  /** How much memory it takes. */
  static final int SIZE = 96;

  private static final int FLAGS_AT = 8;

  /** Of a connection that is TCP, of which the system tells nothing more here. */
  public static final MptcpInfo FELL_BACK =
      read(ByteBuffer.allocate(SIZE).putInt(FLAGS_AT, FALLBACK));

  /** Reads it, at 0, in the buffer's byte order. */
  static MptcpInfo read(ByteBuffer from) {
    return new MptcpInfo(
        octet(from, 0),
        octet(from, 1),
        octet(from, 2),
        octet(from, 3),
        octet(from, 4),
        octet(from, 5),
        from.getInt(FLAGS_AT),
        from.getInt(12),
        from.getLong(16),
        from.getLong(24),
        from.getLong(32),
        octet(from, 40),
        octet(from, 41),
        octet(from, 42) != 0,
        from.getInt(44),
        from.getLong(48),
        from.getLong(56),
        from.getLong(64),
        from.getLong(72),
        octet(from, 80),
        from.getInt(84),
        from.getInt(88),
        from.getInt(92));
  }

  private static int octet(ByteBuffer from, int at) {
    return Byte.toUnsignedInt(from.get(at));
  }

  /**
   * Tells whether the connection is TCP: the peer has no MPTCP, or something on the way took its
   * options away.
   *
   * @return whether; {@code false} before it is connected
   */
  public boolean fellBack() {
    return (flags & FALLBACK) != 0;
  }
}
