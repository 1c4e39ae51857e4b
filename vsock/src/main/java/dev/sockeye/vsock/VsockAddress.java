package dev.sockeye.vsock;

import dev.sockeye.EndpointUri;
import dev.sockeye.UriAddress;
import java.net.SocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a vsock socket, {@code struct sockaddr_vm}: the number of a machine, its context
 * identifier (CID), and a port. Both are unsigned numbers of 32 bits. Immutable; equal when both
 * are.
 */
public final class VsockAddress extends SocketAddress implements UriAddress {

  /** Any of this machine's numbers, to bind to: {@code VMADDR_CID_ANY}. */
  public static final long ANY = 0xffff_ffffL;

  /** This machine, where it has {@code vsock_loopback}: {@code VMADDR_CID_LOCAL}. */
  public static final long LOCAL = 1;

  /** The host of this machine: {@code VMADDR_CID_HOST}. */
  public static final long HOST = 2;

  /** A free port, to bind to: {@code VMADDR_PORT_ANY}. */
  public static final long ANY_PORT = 0xffff_ffffL;

  private static final long serialVersionUID = 1L;
  private static final long MAX = 0xffff_ffffL;
  private static final Pattern URI_FORM =
      Pattern.compile("(?://)?(?<cid>\\d{0,10}):(?<port>\\d{1,10})");

  /** The number of the machine. */
  private final long cid;

  /** The port. */
  private final long port;

  /**
   * Creates an address.
   *
   * @param cid the number of a machine, or {@link #ANY}
   * @param port the port, or {@link #ANY_PORT}; those below 1024 want a privilege to bind to
   * @throws IllegalArgumentException if one of them is no unsigned number of 32 bits
   */
  public VsockAddress(long cid, long port) {
    this.cid = requireUnsigned("CID", cid);
    this.port = requireUnsigned("port", port);
  }

  /**
   * The address of a URI, {@code //CID:PORT}. Port 0 is {@link #ANY_PORT}, and no CID {@link #ANY},
   * both only to listen.
   *
   * @param uri the URI
   * @param passive whether to listen there and not to connect to it
   * @return the address
   * @throws IllegalArgumentException if it does not have that form
   */
  public static VsockAddress of(EndpointUri uri, boolean passive) {
    Matcher address = URI_FORM.matcher(uri.address());
    if (!address.matches()) {
      throw bad(uri, "write " + uri.scheme() + "://CID:PORT, numbers both");
    }
    String cid = address.group("cid");
    long port = Long.parseLong(address.group("port"));
    if (!passive && cid.isEmpty()) {
      throw bad(uri, "no CID to connect to (without one can only listen): 2 is the host, 1 here");
    } else if (!passive && port == 0) {
      throw bad(uri, "port 0 is for listening on a free port: write the peer's");
    }
    try {
      return new VsockAddress(
          cid.isEmpty() ? ANY : Long.parseLong(cid), port == 0 ? ANY_PORT : port);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(uri + ": " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException bad(EndpointUri uri, String why) {
    return new IllegalArgumentException(uri + ": " + why);
  }

  private static long requireUnsigned(String what, long value) {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException(what + " " + value + " is not from 0 to " + MAX);
    }
    return value;
  }

  /**
   * The number of the machine.
   *
   * @return the context identifier
   */
  public long cid() {
    return cid;
  }

  /**
   * The port.
   *
   * @return its number
   */
  public long port() {
    return port;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VsockAddress address && cid == address.cid && port == address.port;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(cid) + Long.hashCode(port);
  }

  /** Such as {@code //2:5000}. */
  @Override
  public String uriForm() {
    return "//" + this;
  }

  /** CID and port, {@code 2:5000}, without a number for {@link #ANY}. */
  @Override
  public String toString() {
    return (cid == ANY ? "" : cid) + ":" + port;
  }
}
