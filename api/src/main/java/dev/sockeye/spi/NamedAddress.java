package dev.sockeye.spi;

import dev.sockeye.EndpointUri;
import dev.sockeye.UriAddress;
import java.net.SocketAddress;
import java.util.Objects;

/** An address that is a name. Immutable; equal when class and name are. */
public abstract class NamedAddress extends SocketAddress implements UriAddress {

  private static final long serialVersionUID = 1L;

  /** The name. */
  private final String name;

  /**
   * Creates an address.
   *
   * @param name the name; empty for an endpoint that has none
   */
  protected NamedAddress(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * The name.
   *
   * @return the name
   */
  public final String name() {
    return name;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof NamedAddress address
        && getClass() == address.getClass()
        && name.equals(address.name);
  }

  @Override
  public final int hashCode() {
    return name.hashCode();
  }

  @Override
  public final String uriForm() {
    return EndpointUri.encode(name);
  }

  /** The name. */
  @Override
  public final String toString() {
    return name;
  }
}
