package dev.sockeye;

import java.util.Objects;

/**
 * What {@code socket(2)} is asked for, (domain, type, protocol), together with the shape of the
 * endpoint that it yields and what it promises. Transports publish theirs as constants: {@code
 * Tcp.STREAM}, {@code Unix.SEQPACKET}, {@code Sctp.ONE_TO_MANY}.
 *
 * <p>Shape and semantics are part of the specification because they do not follow from the type:
 * SCTP's {@code SOCK_STREAM} keeps message boundaries, TCP's does not, and {@code SOCK_SEQPACKET}
 * may be a connection or not. They are said here, once; nothing derives them from the type.
 *
 * @param <E> the shape
 * @param domain the protocol family
 * @param type the type
 * @param protocol the protocol
 * @param shape {@link StreamEndpoint} or {@link MessageEndpoint}, or an extension of one
 * @param semantics what it promises
 */
public record SocketSpec<E extends Endpoint>(
    Domain domain, SocketType type, Protocol protocol, Class<E> shape, Semantics semantics) {

  /**
   * Creates a specification.
   *
   * @param domain the protocol family
   * @param type the type
   * @param protocol the protocol
   * @param shape the interface of the endpoints
   * @param semantics what they promise
   */
  public SocketSpec {
    Objects.requireNonNull(domain, "domain");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(semantics, "semantics");
  }

  /**
   * Tells whether messages keep their boundaries. Else it is a stream of bytes.
   *
   * @return whether the endpoints are {@link MessageEndpoint}s
   */
  public boolean keepsBoundaries() {
    return MessageEndpoint.class.isAssignableFrom(shape);
  }

  /**
   * Tells whether this is what {@code socket(domain, type, protocol)} asks for, by the protocol's
   * number. That 0 may stand for another one, the default, is for a {@link Network} to know: see
   * {@link Network#socket(Domain, SocketType, Protocol)}.
   *
   * @param domain the protocol family
   * @param type the type
   * @param protocol the protocol
   * @return whether the triple is this specification's
   */
  public boolean matches(Domain domain, SocketType type, Protocol protocol) {
    return this.domain.equals(domain) && this.type.equals(type) && this.protocol.equals(protocol);
  }

  // Written out: what a record generates is linked at its first call, which costs a program that
  // does no more than connect a third of its time.

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketSpec<?> spec
        && domain.equals(spec.domain)
        && type.equals(spec.type)
        && protocol.equals(spec.protocol)
        && shape.equals(spec.shape)
        && semantics == spec.semantics;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * domain.hashCode() + type.hashCode()) + protocol.hashCode();
  }

  /** The triple, as it stands in a call of {@code socket(2)}. */
  @Override
  public String toString() {
    return "(" + domain + ", " + type + ", " + protocol + ")";
  }
}
