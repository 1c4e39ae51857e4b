package dev.sockeye.memory;

import dev.sockeye.spi.NamedAddress;

/**
 * An address that is a name: of the scheme {@code memory}, and, without the module {@code
 * dev.sockeye.unix}, an abstract one of the UNIX domain, which begins with {@code @}. Immutable;
 * equal when the names are.
 */
public final class MemoryAddress extends NamedAddress {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an address.
   *
   * @param name the name; empty for an endpoint that has none
   */
  public MemoryAddress(String name) {
    super(name);
  }
}
