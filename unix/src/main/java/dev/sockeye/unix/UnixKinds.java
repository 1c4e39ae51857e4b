package dev.sockeye.unix;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Family;
import dev.sockeye.posix.Hooks;
import dev.sockeye.posix.Kind;
import dev.sockeye.posix.OptionTable;
import dev.sockeye.posix.Trait;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** The native sockets of the UNIX domain. */
final class UnixKinds {

  private static final Family FAMILY =
      new Family(Domain.AF_UNIX, UnixAddresses.AF_UNIX, UnixAddresses.CODEC);

  static final Kind<StreamEndpoint> STREAM =
      kind("unix", Unix.STREAM, Abi.SOCK_STREAM, connections()).withControl(Rights.CODEC);

  /** Of a socket that a JDK channel has as well, whose options and file are the channel's. */
  static final Kind<StreamEndpoint> OF_CHANNEL =
      Kind.of(FAMILY, "unix", Unix.STREAM, Abi.SOCK_STREAM, 0, Trait.SHUTDOWN_WAKES);

  static final Kind<MessageEndpoint> SEQPACKET =
      kind("unix+seqpacket", Unix.SEQPACKET, Abi.SOCK_SEQPACKET, connections())
          .withControl(Rights.CODEC)
          .withHooks(HooksOf.SEQPACKET);

  static final Kind<MessageEndpoint> DATAGRAM =
      kind("unix+dgram", Unix.DATAGRAM, Abi.SOCK_DGRAM, datagrams()).withControl(Rights.CODEC);

  private UnixKinds() {}

  private static <E extends Endpoint> Kind<E> kind(
      String scheme, SocketSpec<E> spec, int type, Set<Trait> traits) {
    return Kind.of(FAMILY, scheme, spec, type, 0, traits.toArray(new Trait[0]))
        .withOptions(
            OptionTable.later(spec.keepsBoundaries() ? UnixOptions.MESSAGES : UnixOptions.STREAM),
            OptionTable.later(UnixOptions.LISTENER))
        .withHooks(HooksOf.ANY);
  }

  private enum HooksOf implements Supplier<Hooks> {
    ANY,
    SEQPACKET;

    @Override
    public Hooks get() {
      return this == SEQPACKET ? new SeqpacketHooks() : new UnixHooks();
    }
  }

  private static Set<Trait> connections() {
    Set<Trait> traits = EnumSet.of(Trait.SHUTDOWN_WAKES, Trait.FULL_BACKLOG_IS_EAGAIN);
    return ofLinux(traits, Trait.REAL_LENGTH);
  }

  private static Set<Trait> datagrams() {
    Set<Trait> traits = EnumSet.of(Trait.SHUTDOWN_WAKES, Trait.FULL_RECEIVER_BLOCKS_SILENTLY);
    return ofLinux(
        traits, Trait.REAL_LENGTH, Trait.BINDS_BEFORE_CONNECT, Trait.UNREAD_TAKES_SEND_BUFFER);
  }

  private static Set<Trait> ofLinux(Set<Trait> traits, Trait... more) {
    if (Abi.isLinux()) {
      traits.addAll(Set.of(more));
    }
    return traits;
  }

  /** Of a specification of this family. */
  @SuppressWarnings("unchecked") // each has the shape of its specification
  static <E extends Endpoint> Kind<E> of(SocketSpec<E> spec) {
    if (spec.equals(Unix.STREAM)) {
      return (Kind<E>) STREAM;
    }
    return (Kind<E>) (spec.equals(Unix.DATAGRAM) ? DATAGRAM : SEQPACKET);
  }
}
