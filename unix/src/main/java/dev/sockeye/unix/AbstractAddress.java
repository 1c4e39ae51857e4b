package dev.sockeye.unix;

import dev.sockeye.UriAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A name in Linux's abstract namespace, {@code unix(7)}: not a file, gone with the last socket that
 * has it. Any bytes, of exactly the length given: trailing zeros make another name. Immutable;
 * equal when the bytes are.
 */
public final class AbstractAddress extends SocketAddress implements UriAddress {

  /** The longest name: what {@code sun_path} has after its leading zero. */
  public static final int MAX_LENGTH = 107;

  private static final long serialVersionUID = 1L;

  /** Without the leading zero. */
  private final byte[] name;

  private AbstractAddress(byte[] name) {
    if (name.length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "an abstract name of " + name.length + " bytes: " + MAX_LENGTH + " is the most");
    }
    this.name = name;
  }

  /**
   * An address of text, in UTF-8.
   *
   * @param name the name, without the leading {@code @} or zero
   * @return the address
   * @throws IllegalArgumentException if longer than {@link #MAX_LENGTH} bytes
   */
  public static AbstractAddress of(String name) {
    return new AbstractAddress(name.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * An address of bytes.
   *
   * @param name the name, without the leading zero; copied
   * @return the address
   * @throws IllegalArgumentException if longer than {@link #MAX_LENGTH} bytes
   */
  public static AbstractAddress of(byte[] name) {
    return new AbstractAddress(name.clone());
  }

  /**
   * The name, without the leading zero.
   *
   * @return a new array
   */
  public byte[] name() {
    return name.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AbstractAddress address && Arrays.equals(name, address.name);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }

  /**
   * The name as it stands in a URI: {@code @name}, every byte that is not printable ASCII, and
   * {@code %}, {@code ?} and an ampersand, as {@code %XX}.
   */
  @Override
  public String uriForm() {
    StringBuilder text = new StringBuilder("@");
    for (byte b : name) {
      if (b <= ' ' || b == 0x7f || b == '%' || b == '?' || b == '&') { // bytes over 0x7f are below
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      } else {
        text.append((char) b);
      }
    }
    return text.toString();
  }

  /** As in a URI. */
  @Override
  public String toString() {
    return uriForm();
  }
}
