package dev.sockeye.posix;

import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** The addresses of a family: out of URIs, and to and from its {@code struct sockaddr}. */
public interface AddressCodec {

  /**
   * How many bytes the longest takes.
   *
   * @return the size of the structure
   */
  int size();

  /**
   * Refuses an address that is not of this family or cannot be used, and tells why.
   *
   * @param operation what it is for, such as {@code bind}
   * @param address the address, or {@code null}
   * @throws java.nio.channels.UnsupportedAddressTypeException if it is another family's
   * @throws IOException if it cannot be used
   */
  void check(String operation, SocketAddress address) throws IOException;

  /**
   * Writes an address.
   *
   * @param address the address; {@code null} for one of the system's choice
   * @param into where to, in the system's byte order
   * @param at the offset
   * @return its length
   */
  int write(SocketAddress address, ByteBuffer into, int at);

  /**
   * Reads an address.
   *
   * @param from where it is, in the system's byte order
   * @param at the offset
   * @param length the length that the system gave
   * @return the address; {@code null} if that is none
   */
  SocketAddress read(ByteBuffer from, int at, int length);

  /**
   * Reads the name of a socket, {@code getsockname(2)} or {@code getpeername(2)}, where what a
   * socket without one is said to have is the address of somebody else.
   *
   * @param from where it is, in the system's byte order
   * @param at the offset
   * @param length the length that the system gave
   * @return the address; {@code null} if the socket has none
   */
  default SocketAddress readName(ByteBuffer from, int at, int length) {
    return read(from, at, length);
  }

  /**
   * What a socket that has no address is said to have where there must be one, as of a peer.
   *
   * @return the address of nobody; {@code null} in a family where every socket has one
   */
  default SocketAddress unnamed() {
    return null;
  }

  /**
   * Makes a socket that was just opened take all addresses of the family.
   *
   * @param fd its descriptor
   * @return 0, or the negated error number of the call that was refused
   */
  default int prepare(int fd) {
    return 0;
  }

  /**
   * Makes an address of a URI's.
   *
   * @param spec what the URI's scheme stands for
   * @param uri the URI
   * @param passive whether to bind to it and not to connect to it
   * @return the address
   * @throws IllegalArgumentException if the URI's address does not have the family's form
   * @throws IOException if a name does not resolve
   */
  SocketAddress parse(SocketSpec<?> spec, EndpointUri uri, boolean passive) throws IOException;
}
