package dev.sockeye.tipc;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.DescriptorCalls;
import dev.sockeye.posix.Family;
import dev.sockeye.posix.Kind;
import dev.sockeye.posix.NativeSocket;
import dev.sockeye.posix.NativeSockets;
import dev.sockeye.posix.NativeTransport;
import dev.sockeye.posix.OptionTable;
import dev.sockeye.posix.OptionTable.Form;
import dev.sockeye.posix.Trait;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The transport that {@link Tipc} describes. */
@SuppressWarnings("exports") // that it is a NativeTransport is seen by sockeye's own modules alone
public final class TipcTransport extends NativeTransport {

  /** {@code TIPC_RESERVED_TYPES}: those below are TIPC's own. */
  private static final long FIRST_FREE_TYPE = 64;

  private static final long TYPES = 1L << 32;

  /** {@code TIPC_MAX_USER_MSG_SIZE}. */
  private static final int LONGEST = 66_000;

  private static final OptionTable COMMON =
      OptionTable.common().with(Tipc.IMPORTANCE, TipcCalls.SOL_TIPC, 127, Form.INT);

  private static final OptionTable OF_CONNECTIONS =
      COMMON
          .with(StandardSocketOptions.SO_RCVBUF, TipcTransport::receiveBuffer)
          .with(Tipc.CONN_TIMEOUT, TipcHooks.CONN_TIMEOUT);

  private static final OptionTable OF_STREAMS =
      OF_CONNECTIONS.with(Tipc.NODELAY, TipcHooks.NODELAY);

  private static final OptionTable OF_ANYBODY =
      COMMON
          .withLongest(LONGEST)
          .with(Tipc.SRC_DROPPABLE, TipcCalls.SOL_TIPC, 128, Form.BOOL)
          .with(Tipc.DEST_DROPPABLE, TipcCalls.SOL_TIPC, 129, Form.BOOL);

  private static final Family FAMILY = new Family(Tipc.AF_TIPC, TipcCodec.AF_TIPC, new TipcCodec());

  private static final Map<SocketSpec<?>, Kind<?>> KINDS =
      Map.of(
          Tipc.STREAM,
          connection("tipc", Tipc.STREAM, Abi.SOCK_STREAM, OF_STREAMS),
          Tipc.SEQPACKET,
          connection(
              "tipc+seqpacket",
              Tipc.SEQPACKET,
              Abi.SOCK_SEQPACKET,
              OF_CONNECTIONS.withLongest(LONGEST)),
          Tipc.RDM,
          anybody("tipc+rdm", Tipc.RDM, Abi.SOCK_RDM),
          Tipc.DATAGRAM,
          anybody("tipc+dgram", Tipc.DATAGRAM, Abi.SOCK_DGRAM));

  /**
   * Only read: the window that a peer is given is that of the initial buffer, and Linux breaks the
   * connection of one who fills a smaller one ({@code net/tipc/socket.c}).
   */
  private static int receiveBuffer(NativeSocket<?> socket) throws IOException {
    int[] value = new int[1];
    int option = Abi.CURRENT.soRcvbuf();
    socket.control("getsockopt", null, fd -> DescriptorCalls.getInt(fd, option, value));
    return value[0] / 2;
  }

  /** Creates the transport. */
  public TipcTransport() {
    super("tipc", schemesOfTipc());
  }

  private static Map<String, SocketSpec<?>> schemesOfTipc() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("tipc", Tipc.STREAM);
    schemes.put("tipc+seqpacket", Tipc.SEQPACKET);
    schemes.put("tipc+rdm", Tipc.RDM);
    schemes.put("tipc+dgram", Tipc.DATAGRAM);
    return schemes;
  }

  private static <E extends Endpoint> Kind<E> connection(
      String scheme, SocketSpec<E> spec, int type, OptionTable options) {
    return Kind.of(
            FAMILY,
            scheme,
            spec,
            type,
            0,
            Trait.SHUTDOWN_WAKES,
            Trait.END_IS_TOLD_ONCE,
            Trait.CLOSE_RESETS,
            Trait.NO_HALF_CLOSE)
        .withOptions(options, OptionTable.NONE)
        .withHooks(TipcHooks::new);
  }

  private static <E extends Endpoint> Kind<E> anybody(String scheme, SocketSpec<E> spec, int type) {
    return Kind.of(FAMILY, scheme, spec, type, 0, Trait.SHUTDOWN_WAKES, Trait.EMPTY_IS_NOTICE)
        .withOptions(OF_ANYBODY, OptionTable.NONE)
        .withControl(new TipcControl())
        .withHooks(TipcHooks::new);
  }

  @Override
  public Set<SocketOption<?>> openingOptions() {
    return Set.of(Tipc.CONN_TIMEOUT);
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    return Bindings.unavailable()
        .or(
            () ->
                NativeSockets.unavailable(kind(spec))
                    .map(
                        why ->
                            why
                                + ": TIPC is a module of Linux's; load it as root, modprobe tipc,"
                                + " if the kernel came with it"));
  }

  @Override
  protected Kind<?> kind(SocketSpec<?> spec) {
    return KINDS.get(spec);
  }

  /** A service of this node, of all types but those that TIPC keeps for itself. */
  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    TipcAddress.Service service =
        new TipcAddress.Service(
            random.nextLong(FIRST_FREE_TYPE, TYPES), Integer.toUnsignedLong(random.nextInt()));
    return Optional.of(
        EndpointUri.valueOf(scheme + ":" + service.within(TipcScope.NODE).uriForm()));
  }

  /** Without connections: the number that each socket has is enough to meet. */
  @Override
  protected SocketAddress meetingPlace(SocketSpec<?> spec) {
    return spec.semantics().isConnectionOriented() ? null : TipcAddress.Id.ANY;
  }
}
