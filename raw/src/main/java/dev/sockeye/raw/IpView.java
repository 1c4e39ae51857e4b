package dev.sockeye.raw;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What the headers of both versions of IP have. */
public abstract class IpView extends HeaderView {

  IpView() {}

  /** Where the source lies in the header, before the destination. */
  abstract int sourceAt();

  /** How long an address is. */
  abstract int addressLength();

  /**
   * The protocol of the payload.
   *
   * @return its number, such as 17 for UDP
   */
  public abstract int protocol();

  /**
   * How many hops the packet had left.
   *
   * @return the time to live or hop limit, 0 to 255
   */
  public abstract int ttl();

  /**
   * The type of service or traffic class: six bits of DSCP, two of ECN.
   *
   * @return 0 to 255
   */
  public abstract int tos();

  /**
   * How long the packet says that it is, header and payload.
   *
   * @return bytes
   */
  public abstract int totalLength();

  /**
   * Whether there is less of the packet than it says, as in a capture that keeps the beginnings.
   *
   * @return whether bytes are missing
   */
  public final boolean isCut() {
    return length() < totalLength();
  }

  /**
   * Whether this is a fragment of a packet and not its first, so that the payload begins with no
   * header.
   *
   * @return whether
   */
  public abstract boolean isLaterFragment();

  /**
   * The source address, which is allocated.
   *
   * @return the address
   */
  public final InetAddress source() {
    return address(sourceAt());
  }

  /**
   * The destination address, which is allocated.
   *
   * @return the address
   */
  public final InetAddress destination() {
    return address(sourceAt() + addressLength());
  }

  /**
   * Copies the source address.
   *
   * @param into takes it from 0 on: 4 or 16 bytes
   */
  public final void source(byte[] into) {
    bytes().get(offset() + sourceAt(), into, 0, addressLength());
  }

  /**
   * Copies the destination address.
   *
   * @param into takes it from 0 on: 4 or 16 bytes
   */
  public final void destination(byte[] into) {
    bytes().get(offset() + sourceAt() + addressLength(), into, 0, addressLength());
  }

  private InetAddress address(int index) {
    byte[] address = new byte[addressLength()];
    bytes().get(offset() + index, address);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // of neither 4 nor 16 bytes
    }
  }

  /** The sum of the pseudo header that the checksums of a payload cover too. */
  final int pseudoHeader(int ofProtocol, int length) {
    int addresses = InternetChecksum.sum(bytes(), offset() + sourceAt(), 2 * addressLength());
    int rest = InternetChecksum.add(length >>> 16, length & 0xffff);
    return InternetChecksum.add(addresses, InternetChecksum.add(rest, ofProtocol));
  }

  /** Whether a payload has the checksum that its addresses give it. */
  final boolean isSummedUp(HeaderView payload, int ofProtocol, int length) {
    int sum = InternetChecksum.sum(payload.bytes(), payload.offset(), length);
    return InternetChecksum.add(sum, pseudoHeader(ofProtocol, length)) == 0xffff;
  }
}
