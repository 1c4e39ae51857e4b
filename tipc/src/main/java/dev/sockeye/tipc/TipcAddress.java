package dev.sockeye.tipc;

import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.UriAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * An address of TIPC, {@code struct sockaddr_tipc} of {@code <linux/tipc.h>}: a {@link Service},
 * which is who to talk to wherever it is; a {@link Range} of services; or the {@link Id} of one
 * socket. All numbers are unsigned ones of 32 bits. Immutable; equal when all of their parts are.
 *
 * <pre>{@code
 * new TipcAddress.Service(1000, 5)                         // 1000:5
 * new TipcAddress.Service(1000, 5).within(TipcScope.NODE)  // 1000:5@node
 * new TipcAddress.Range(1000, 0, 99)                       // 1000:0-99
 * }</pre>
 */
public abstract sealed class TipcAddress extends SocketAddress implements UriAddress {

  private static final long serialVersionUID = 1L;
  private static final long MAX = 0xffff_ffffL;

  private TipcAddress() {}

  /**
   * The address that a URI of TIPC names, such as {@code tipc:1000:5}.
   *
   * @param spec what it is for
   * @param uri the URI
   * @param passive whether it is to be bound to, and else to be connected or sent to
   * @return the address
   * @throws IllegalArgumentException if it is none, or none for that
   */
  public static TipcAddress of(SocketSpec<?> spec, EndpointUri uri, boolean passive) {
    return (TipcAddress) new TipcCodec().parse(spec, uri, passive);
  }

  private static long requireUnsigned(String what, long value) {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException(what + " " + value + " is not from 0 to " + MAX);
    }
    return value;
  }

  /** Its text, which a URI takes as it is. */
  @Override
  public String uriForm() {
    return toString();
  }

  private static String suffix(TipcScope scope) {
    return scope == TipcScope.NODE ? "@node" : "";
  }

  /**
   * A service, {@code struct tipc_service_addr}: its type and instance. Any number of sockets may
   * be bound to it; who connects or sends gets the nearest, or each in turn.
   */
  public static final class Service extends TipcAddress {

    private static final long serialVersionUID = 1L;

    /** The service's type. */
    private final long type;

    /** The instance. */
    private final long instance;

    /** How far it is known, once bound. */
    private final TipcScope scope;

    /** The node where it is looked for, 0 for any. */
    private final long node;

    /**
     * Creates an address, known in the cluster.
     *
     * @param type the service's type; those below 64 are TIPC's own, and not to be bound to
     * @param instance the instance of it
     * @throws IllegalArgumentException if one of them is no unsigned number of 32 bits
     */
    public Service(long type, long instance) {
      this(type, instance, TipcScope.CLUSTER, 0);
    }

    private Service(long type, long instance, TipcScope scope, long node) {
      this.type = requireUnsigned("type", type);
      this.instance = requireUnsigned("instance", instance);
      this.scope = Objects.requireNonNull(scope, "scope");
      this.node = requireUnsigned("node", node);
    }

    /**
     * The same to be bound to with another scope. Who connects or sends finds it whatever it is.
     *
     * @param other the scope
     * @return an address
     */
    public Service within(TipcScope other) {
      return new Service(type, instance, other, 0);
    }

    /**
     * The same to be looked for at one node.
     *
     * @param number the node's number; 0 for all
     * @return an address to connect or send to
     * @throws IllegalArgumentException if it is no unsigned number of 32 bits
     */
    public Service at(long number) {
      return new Service(type, instance, TipcScope.CLUSTER, number);
    }

    /**
     * The service's type.
     *
     * @return its number
     */
    public long type() {
      return type;
    }

    /**
     * The instance.
     *
     * @return its number
     */
    public long instance() {
      return instance;
    }

    /**
     * How far it is known once it is bound.
     *
     * @return the scope
     */
    public TipcScope scope() {
      return scope;
    }

    /**
     * The node where it is looked for.
     *
     * @return its number, 0 for any
     */
    public long node() {
      return node;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Service service
          && type == service.type
          && instance == service.instance
          && scope == service.scope
          && node == service.node;
    }

    @Override
    public int hashCode() {
      return Objects.hash(type, instance, scope, node);
    }

    /** Such as {@code 1000:5}, {@code 1000:5@node}, and {@code 1000:5@1001002} at a node. */
    @Override
    public String toString() {
      return type + ":" + instance + suffix(scope) + (node == 0 ? "" : "@" + hex(node));
    }
  }

  /**
   * A range of services, {@code struct tipc_service_range}, to bind to; sent to it, a message of a
   * connectionless socket goes to each socket that is bound to one of them: multicast.
   */
  public static final class Range extends TipcAddress {

    private static final long serialVersionUID = 1L;

    /** The services' type. */
    private final long type;

    /** The first instance. */
    private final long lower;

    /** The last. */
    private final long upper;

    /** How far they are known, once bound. */
    private final TipcScope scope;

    /**
     * Creates an address, known in the cluster.
     *
     * @param type the services' type; those below 64 are TIPC's own, and not to be bound to
     * @param lower the first instance
     * @param upper the last
     * @throws IllegalArgumentException if one of them is no unsigned number of 32 bits, or the last
     *     is before the first
     */
    public Range(long type, long lower, long upper) {
      this(type, lower, upper, TipcScope.CLUSTER);
    }

    private Range(long type, long lower, long upper, TipcScope scope) {
      this.type = requireUnsigned("type", type);
      this.lower = requireUnsigned("lower instance", lower);
      this.upper = requireUnsigned("upper instance", upper);
      this.scope = Objects.requireNonNull(scope, "scope");
      if (lower > upper) {
        throw new IllegalArgumentException("the range from " + lower + " to " + upper + " is none");
      }
    }

    /**
     * The same with another scope.
     *
     * @param other the scope
     * @return an address
     */
    public Range within(TipcScope other) {
      return new Range(type, lower, upper, other);
    }

    /**
     * The services' type.
     *
     * @return its number
     */
    public long type() {
      return type;
    }

    /**
     * The first instance.
     *
     * @return its number
     */
    public long lower() {
      return lower;
    }

    /**
     * The last instance.
     *
     * @return its number
     */
    public long upper() {
      return upper;
    }

    /**
     * How far they are known once they are bound.
     *
     * @return the scope
     */
    public TipcScope scope() {
      return scope;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Range range
          && type == range.type
          && lower == range.lower
          && upper == range.upper
          && scope == range.scope;
    }

    @Override
    public int hashCode() {
      return Objects.hash(type, lower, upper, scope);
    }

    /** Such as {@code 1000:0-99}, or {@code 1000:0-99@node}. */
    @Override
    public String toString() {
      return type + ":" + lower + "-" + upper + suffix(scope);
    }
  }

  /**
   * One socket, {@code struct tipc_socket_addr}: the node and a number that the system chose for
   * the socket as it was opened. That is the local address of every socket, also of one that is
   * bound to services.
   */
  public static final class Id extends TipcAddress {

    /** To bind to: no service, so that the socket is known by its number alone. */
    public static final Id ANY = new Id(0, 0);

    private static final long serialVersionUID = 1L;

    /** The node's number. */
    private final long node;

    /** The socket's. */
    private final long reference;

    /** As which member of a group it sent; no part of the identity. */
    private final transient Service member;

    /**
     * Creates an address.
     *
     * @param node the node's number, 0 for a node that is in no cluster
     * @param reference the socket's number
     * @throws IllegalArgumentException if one of them is no unsigned number of 32 bits
     */
    public Id(long node, long reference) {
      this(node, reference, null);
    }

    Id(long node, long reference, Service member) {
      this.node = requireUnsigned("node", node);
      this.reference = requireUnsigned("reference", reference);
      this.member = member;
    }

    /**
     * The node.
     *
     * @return its number
     */
    public long node() {
      return node;
    }

    /**
     * The socket's number on it.
     *
     * @return the reference, which the {@code tipc} tool calls port
     */
    public long reference() {
      return reference;
    }

    /**
     * As which member of a {@link TipcGroup} the socket sent the message that this is the sender's
     * address of; no part of what makes addresses equal.
     *
     * @return the member; empty if the message was not one of a group
     */
    public Optional<Service> member() {
      return Optional.ofNullable(member);
    }

    /**
     * The same socket as the sender of a message of a group.
     *
     * @param as which member it is
     * @return an equal address
     */
    public Id sentBy(Service as) {
      return new Id(node, reference, as);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Id id && node == id.node && reference == id.reference;
    }

    @Override
    public int hashCode() {
      return Objects.hash(node, reference);
    }

    /**
     * The node in hexadecimal digits and the socket in decimal ones, as the {@code tipc} tool has
     * them: {@code 1001002/2975869106}.
     */
    @Override
    public String toString() {
      return hex(node) + "/" + reference;
    }
  }

  private static String hex(long node) {
    return Long.toHexString(node);
  }
}
