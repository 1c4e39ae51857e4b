package dev.sockeye.vsock;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.SelfTest;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Family;
import dev.sockeye.posix.Kind;
import dev.sockeye.posix.NativeSocket;
import dev.sockeye.posix.NativeTransport;
import dev.sockeye.posix.OptionTable;
import dev.sockeye.posix.OptionTable.Form;
import dev.sockeye.posix.Trait;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The transport that {@link Vsock} describes. */
@SuppressWarnings("exports") // what a NativeTransport is matters to nobody who uses it
public final class VsockTransport extends NativeTransport {

  private static final OptionTable OPTIONS =
      OptionTable.common()
          .with(Vsock.BUFFER_SIZE, VsockCodec.AF_VSOCK, 0, Form.SIZE64)
          .with(Vsock.BUFFER_MIN_SIZE, VsockCodec.AF_VSOCK, 1, Form.SIZE64)
          .with(Vsock.BUFFER_MAX_SIZE, VsockCodec.AF_VSOCK, 2, Form.SIZE64)
          .with(Vsock.CONNECT_TIMEOUT, VsockCodec.AF_VSOCK, 6, Form.TIMEVAL);

  private static final Set<Errno> NO_LOOPBACK = Set.of(Errno.EADDRNOTAVAIL, Errno.ENODEV);

  private static final Family FAMILY =
      new Family(Vsock.AF_VSOCK, VsockCodec.AF_VSOCK, new VsockCodec());

  private static final Kind<?> STREAM =
      kind("vsock", Vsock.STREAM, Abi.SOCK_STREAM, Trait.SHUTDOWN_WAKES, Trait.REFUSED_BY_RESET);

  private static final Kind<?> SEQPACKET =
      kind(
          "vsock+seqpacket",
          Vsock.SEQPACKET,
          Abi.SOCK_SEQPACKET,
          Trait.SHUTDOWN_WAKES,
          Trait.REFUSED_BY_RESET,
          Trait.REAL_LENGTH,
          Trait.PEER_LIMITS_MESSAGES,
          Trait.CUTS_MESSAGES);

  /** Creates the transport. */
  public VsockTransport() {
    super("vsock", schemesOfVsock());
  }

  private static Map<String, SocketSpec<?>> schemesOfVsock() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("vsock", Vsock.STREAM);
    schemes.put("vsock+seqpacket", Vsock.SEQPACKET);
    return schemes;
  }

  private static <E extends Endpoint> Kind<E> kind(
      String scheme, SocketSpec<E> spec, int type, Trait... traits) {
    OptionTable options =
        spec.keepsBoundaries()
            ? OPTIONS.with(EndpointOptions.MAX_MESSAGE_SIZE, VsockTransport::longest)
            : OPTIONS;
    return Kind.of(FAMILY, scheme, spec, type, 0, traits).withOptions(options, OptionTable.NONE);
  }

  /** The peer's buffer limits it, which is not told; both are the same unless one is set. */
  private static int longest(NativeSocket<?> socket) throws IOException {
    return Math.toIntExact(Math.min(Integer.MAX_VALUE, socket.getOption(Vsock.BUFFER_SIZE)));
  }

  @Override
  public Set<SocketOption<?>> openingOptions() {
    return Set.of(Vsock.CONNECT_TIMEOUT);
  }

  @Override
  protected Kind<?> kind(SocketSpec<?> spec) {
    return spec.equals(Vsock.STREAM) ? STREAM : SEQPACKET;
  }

  /** None on a machine that has vsock, but no way to itself. */
  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    return hasLoopback()
        ? Optional.of(EndpointUri.valueOf(scheme + "://" + VsockAddress.LOCAL + ":0"))
        : Optional.empty();
  }

  /** There is none but to say what {@link #loopback} takes. */
  @Override
  public Optional<SelfTest> selfTest(String scheme) {
    if (!hasLoopback()) {
      throw new UnsupportedOperationException(
          "this machine has vsock, but no way to itself, which is a module of Linux's: load it as"
              + " root, modprobe vsock_loopback, if the kernel came with it");
    }
    return Optional.empty();
  }

  /** By binding to it, {@code bind(2)}. */
  private boolean hasLoopback() {
    try (Listener<StreamEndpoint> probe = listener(Vsock.STREAM)) {
      probe.bind(meetingPlace(Vsock.STREAM));
      return true;
    } catch (IOException e) {
      return Errno.of(e).filter(NO_LOOPBACK::contains).isEmpty();
    }
  }

  @Override
  protected SocketAddress meetingPlace(SocketSpec<?> spec) {
    return new VsockAddress(VsockAddress.LOCAL, VsockAddress.ANY_PORT);
  }
}
