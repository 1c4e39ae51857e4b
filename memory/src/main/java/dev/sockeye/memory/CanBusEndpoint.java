package dev.sockeye.memory;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.CanFilter;
import dev.sockeye.can.CanFilters;
import dev.sockeye.can.CanFrame;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Set;

/**
 * A raw socket of CAN: what one sends to an interface, all others hear that are bound to it, {@code
 * Documentation/networking/can.rst}. A frame that gets lost is lost to all, as on the wire.
 */
final class CanBusEndpoint extends CanEndpoint implements CanBus.Member {

  // Guarded by the kernel's lock.
  private final DatagramLine bus = new DatagramLine(this);

  CanBusEndpoint(Kernel kernel, SocketSpec<MessageEndpoint> spec, Set<SocketOption<?>> described)
      throws ClosedChannelException {
    super(kernel, Kind.CAN, spec, described);
    options().add(Can.CAN_RAW_FILTER, CanFilters.ALL).add(Can.CAN_RAW_LOOPBACK, true);
  }

  @Override
  SocketAddress named(SocketAddress wanted, int number) {
    return wanted == null ? CanAddress.ANY : CanBus.interfaceOf(wanted);
  }

  /** Who is connected hears that interface alone. */
  @Override
  public boolean connect(SocketAddress address) throws IOException {
    CanAddress place = CanBus.interfaceOf(Objects.requireNonNull(address, "remote"));
    return whileOpen(
        () -> {
          if (isBound()) {
            takeLocal(place);
          } else {
            bindLocal(place);
          }
          return super.connect(place);
        });
  }

  @Override
  public boolean put(
      String operation, byte[] payload, SocketAddress target, Message header, boolean wait)
      throws IOException {
    return whileOpen(
        () -> {
          output().begin();
          CanAddress to = CanBus.interfaceOf(target == null ? knownRemote() : target);
          requireInterface(operation, to);
          check(operation, payload);
          if (options().get(Can.CAN_RAW_LOOPBACK)) {
            CanBus.send(this, bus, payload, to);
          }
          return true;
        });
  }

  private void requireInterface(String operation, CanAddress to) throws IOException {
    if (to.index() == 0) {
      throw refusal(
          operation, "a frame goes to one interface, which the address has to tell", Errno.ENXIO);
    }
  }

  private void check(String operation, byte[] payload) throws IOException {
    try {
      CanFrame frame = new CanFrame().wrap(ByteBuffer.wrap(payload));
      if (frame.isFd() && !options().get(Can.CAN_RAW_FD_FRAMES)) {
        throw refusal(
            operation, "a frame of FD wants CAN_RAW_FD_FRAMES on the socket", Errno.EINVAL);
      }
    } catch (IllegalArgumentException e) {
      throw refusal(operation, e.getMessage(), Errno.EINVAL);
    }
  }

  @Override
  public void hear(CanFrame frame, Packet packet, CanEndpoint sender, boolean overtaking) {
    boolean own = sender == this;
    if (hears(frame, packet.from(), own)) {
      hear(packet, own ? told().set(Can.OWN, true) : told(), overtaking);
    }
  }

  private boolean hears(CanFrame frame, SocketAddress place, boolean own) {
    return (local().equals(CanAddress.ANY) || local().equals(place))
        && (!own || options().get(Can.CAN_RAW_RECV_OWN_MSGS))
        && (!frame.isFd() || options().get(Can.CAN_RAW_FD_FRAMES))
        && (frame.isError() ? wantsError(frame) : passes(frame));
  }

  private boolean wantsError(CanFrame frame) {
    return (frame.id() & options().get(Can.CAN_RAW_ERR_FILTER)) != 0;
  }

  private boolean passes(CanFrame frame) {
    CanFilters filters = options().get(Can.CAN_RAW_FILTER);
    if (filters.filters().isEmpty()) {
      return false;
    }
    return options().get(Can.CAN_RAW_JOIN_FILTERS)
        ? filters.filters().stream().allMatch(filter -> meets(frame, filter))
        : filters.filters().stream().anyMatch(filter -> meets(frame, filter));
  }

  private static boolean meets(CanFrame frame, CanFilter filter) {
    boolean inverted = (filter.id() & CanFilter.INVERTED) != 0;
    int differing = (frame.canId() ^ (filter.id() & ~CanFilter.INVERTED)) & filter.mask();
    return (differing == 0) != inverted;
  }
}
