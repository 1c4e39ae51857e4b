package dev.sockeye;

import java.net.SocketOption;

/**
 * Any option of {@code getsockopt(2)} and {@code setsockopt(2)}, by its numbers: for those that
 * have no constant here. A value is the bytes that the system reads and writes, in its byte order.
 *
 * <pre>{@code
 * SocketOption<byte[]> tos = new RawOption(0, 1, 4); // IPPROTO_IP, IP_TOS
 * endpoint.setOption(tos, new byte[] {0x10, 0, 0, 0});
 * }</pre>
 *
 * <p>In a URI {@code SETSOCKOPT=LEVEL:NUMBER:VALUE} sets one, or several with commas between them,
 * as {@code setsockopt} of {@code socat(1)} does: {@code tcp://host:80?SETSOCKOPT=0:1:i16}. The
 * value is {@code i} and an {@code int}, or {@code x} and its bytes in hexadecimal; a number may
 * begin with {@code 0x}.
 *
 * <p>Native sockets have them, and those of TCP and UDP where there is {@code sockeye-posix}, on
 * Linux. None is in {@link Pollable#supportedOptions}, and what is set on a listener is not set on
 * what it accepts, unless the system does so. The system says which there are: {@code ENOPROTOOPT}.
 *
 * @param level its level, such as 1, {@code SOL_SOCKET}
 * @param number its number
 * @param bytes how many bytes are read at most, of which the system may give fewer; what is set may
 *     be of any length
 */
public record RawOption(int level, int number, int bytes) implements SocketOption<byte[]> {

  /** No option is longer: {@code IP_OPTIONS} and filters are the longest of Linux. */
  private static final int MOST = 1 << 20;

  /**
   * Creates an option.
   *
   * @param level its level
   * @param number its number
   * @param bytes how many bytes are read at most, from 1
   * @throws IllegalArgumentException if {@code bytes} is below 1 or above 1 MiB
   */
  public RawOption {
    if (bytes < 1 || bytes > MOST) {
      throw new IllegalArgumentException("an option has from 1 to " + MOST + " bytes: " + bytes);
    }
  }

  /** Tells its numbers, such as {@code OPTION_6_18}. */
  @Override
  public String name() {
    return "OPTION_" + level + '_' + number;
  }

  @Override
  public Class<byte[]> type() {
    return byte[].class;
  }

  @Override
  public String toString() {
    return name();
  }
}
