package dev.sockeye.memory;

import java.net.SocketAddress;
import java.util.Objects;

/**
 * An address that is a name: of the scheme {@code memory}, and, without the module {@code
 * dev.sockeye.unix}, an abstract one of the UNIX domain, which begins with {@code @}. Immutable;
 * equal when the names are.
 */
public final class MemoryAddress extends SocketAddress {

  private static final long serialVersionUID = 1L;

  /** The name. */
  private final String name;

  /**
   * Creates an address.
   *
   * @param name the name; empty for an endpoint that has none
   */
  public MemoryAddress(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * The name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MemoryAddress address && name.equals(address.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** The name, as it stands in a URI. */
  @Override
  public String toString() {
    return name;
  }
}
