package dev.sockeye;

import java.util.Objects;

/**
 * What {@code socket(2)} is asked for, (domain, type, protocol), together with the shape of the
 * endpoint that it yields. Transports publish theirs as constants: {@code Tcp.STREAM}, {@code
 * Unix.SEQPACKET}, {@code Sctp.ONE_TO_MANY}.
 *
 * <p>The shape is part of the specification because it does not follow from the type: SCTP's {@code
 * SOCK_STREAM} keeps message boundaries, TCP's does not.
 *
 * @param <E> the shape
 * @param domain the protocol family
 * @param type the semantics
 * @param protocol the protocol
 * @param shape {@link StreamEndpoint} or {@link MessageEndpoint}, or an extension of one
 */
public record SocketSpec<E extends Endpoint>(
    Domain domain, SocketType type, Protocol protocol, Class<E> shape) {

  /**
   * Creates a specification.
   *
   * @param domain the protocol family
   * @param type the semantics
   * @param protocol the protocol
   * @param shape the interface of the endpoints
   */
  public SocketSpec {
    Objects.requireNonNull(domain, "domain");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(shape, "shape");
  }

  /**
   * Tells whether this is what {@code socket(domain, type, protocol)} asks for. As with {@code
   * socket(2)}, protocol 0 asks for the default one, so it matches every protocol of the domain and
   * type; the first specification of a network that matches is its default.
   *
   * @param domain the protocol family
   * @param type the semantics
   * @param protocol the protocol, or {@link Protocol#DEFAULT}
   * @return whether the triple denotes this specification
   */
  public boolean matches(Domain domain, SocketType type, Protocol protocol) {
    return this.domain.equals(domain)
        && this.type.equals(type)
        && (protocol.number() == 0 || this.protocol.equals(protocol));
  }

  // Written out: what a record generates is linked at its first call, which costs a program that
  // does no more than connect a third of its time.

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketSpec<?> spec
        && domain.equals(spec.domain)
        && type.equals(spec.type)
        && protocol.equals(spec.protocol)
        && shape.equals(spec.shape);
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
