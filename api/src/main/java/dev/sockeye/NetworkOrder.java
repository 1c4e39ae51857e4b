package dev.sockeye;

import java.nio.ByteOrder;

/**
 * {@code byteorder(3)}: conversion between the host's byte order and the network's, which is big
 * endian.
 *
 * <p>Seldom needed in Java: a {@link java.nio.ByteBuffer} is in network order unless told
 * otherwise, so {@code buffer.putInt(length)} puts a length on the wire as C's {@code htonl} does.
 * These methods are for buffers in {@linkplain ByteOrder#nativeOrder() native order} and for memory
 * shared with C.
 */
public final class NetworkOrder {

  private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private NetworkOrder() {}

  /**
   * {@code htons}: 16 bits, host to network.
   *
   * @param host the value in host order
   * @return the value in network order
   */
  public static short htons(short host) {
    return SWAP ? Short.reverseBytes(host) : host;
  }

  /**
   * {@code ntohs}: 16 bits, network to host.
   *
   * @param network the value in network order
   * @return the value in host order
   */
  public static short ntohs(short network) {
    return htons(network);
  }

  /**
   * {@code htonl}: 32 bits, host to network.
   *
   * @param host the value in host order
   * @return the value in network order
   */
  public static int htonl(int host) {
    return SWAP ? Integer.reverseBytes(host) : host;
  }

  /**
   * {@code ntohl}: 32 bits, network to host.
   *
   * @param network the value in network order
   * @return the value in host order
   */
  public static int ntohl(int network) {
    return htonl(network);
  }

  /**
   * {@code htonll} or {@code htobe64}: 64 bits, host to network.
   *
   * @param host the value in host order
   * @return the value in network order
   */
  public static long htonll(long host) {
    return SWAP ? Long.reverseBytes(host) : host;
  }

  /**
   * {@code ntohll} or {@code be64toh}: 64 bits, network to host.
   *
   * @param network the value in network order
   * @return the value in host order
   */
  public static long ntohll(long network) {
    return htonll(network);
  }
}
