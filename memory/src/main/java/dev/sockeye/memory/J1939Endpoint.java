package dev.sockeye.memory;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.J1939Filter;
import dev.sockeye.can.J1939Filters;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A socket of J1939, {@code Documentation/networking/j1939.rst}: messages between addresses of one
 * bus, of any length at once. Who hears what is as {@code j1939_sk_match_dst()} of Linux decides. A
 * name needs no address to be claimed for it.
 */
final class J1939Endpoint extends CanEndpoint {

  /** {@code SO_J1939_SEND_PRIO} unless set. */
  private static final int USUAL_PRIORITY = 6;

  /** The most that goes to all: what is longer is asked for by its receiver. */
  private static final int MOST_TO_ALL = 1785;

  // Guarded by the kernel's lock.
  private final DatagramLine bus = new DatagramLine(this);

  J1939Endpoint(Kernel kernel, SocketSpec<MessageEndpoint> spec, Set<SocketOption<?>> described)
      throws ClosedChannelException {
    super(kernel, Kind.CAN_J1939, spec, described);
    options()
        .add(Can.SO_J1939_FILTER, J1939Filters.ALL)
        .add(Can.SO_J1939_SEND_PRIO, USUAL_PRIORITY);
  }

  /** What is received is decided when it is sent. */
  @Override
  boolean admits(SocketAddress from) {
    return true;
  }

  @Override
  SocketAddress named(SocketAddress wanted, int number) {
    return canAddress(Objects.requireNonNullElse(wanted, CanAddress.ANY));
  }

  @Override
  public MessageEndpoint bind(SocketAddress address) throws IOException {
    return whileOpen(
        () -> {
          if (!isBound() && (address == null || canAddress(address).index() == 0)) {
            throw failure("bind", Errno.ENODEV); // it has to be one interface
          }
          return super.bind(address);
        });
  }

  @Override
  public boolean connect(SocketAddress address) throws IOException {
    CanAddress peer = canAddress(Objects.requireNonNull(address, "remote"));
    return whileOpen(
        () -> {
          peer.requirePgn();
          if (!isBound()) {
            throw refusal("connect", "who connects is bound to an address before", Errno.EINVAL);
          } else if (peer.index() != own().index()) {
            throw refusal("connect", "it is at another interface", Errno.EINVAL);
          }
          return super.connect(peer);
        });
  }

  /** As the system's: a peer can only be replaced. */
  @Override
  public MessageEndpoint disconnect() throws IOException {
    if (isConnected()) {
      throw new UnsupportedOperationException(
          kind().scheme() + " keeps a peer that it has: connect elsewhere, or open another");
    }
    return super.disconnect();
  }

  private CanAddress own() {
    return (CanAddress) local();
  }

  @Override
  public boolean put(
      String operation, byte[] payload, SocketAddress target, Message header, boolean wait)
      throws IOException {
    return whileOpen(
        () -> {
          output().begin();
          CanAddress to = canAddress(target == null ? knownRemote() : target);
          requireSender(operation);
          requireReachable(operation, to, payload.length);
          bus.transmit(
              kernel().faults(kind(), to),
              (packet, overtaking) -> spread(to, packet, overtaking),
              new Packet(payload, own().withPgn(to.pgn()), 0));
          return true;
        });
  }

  private void requireReachable(String operation, CanAddress to, int length) throws IOException {
    to.requirePgn();
    if (isForAll(to) && !options().get(StandardSocketOptions.SO_BROADCAST)) {
      throw refusal(operation, "what is for all wants SO_BROADCAST", Errno.EACCES);
    } else if (isForAll(to) && length > MOST_TO_ALL) {
      throw failure(operation, Errno.EDESTADDRREQ);
    }
  }

  private void requireSender(String operation) throws IOException {
    if (!isBound() || isForAll(own())) {
      String reason = "who sends has an address or a name: bind to one before (EBADFD)";
      throw new SocketException(
          SocketFailure.sentence(operation, kind().scheme(), local(), knownRemote(), reason));
    }
  }

  private static boolean isForAll(CanAddress address) {
    return address.addr() == CanAddress.NO_ADDR && address.name() == CanAddress.NO_NAME;
  }

  private void spread(CanAddress to, Packet packet, boolean overtaking) {
    for (DescribedEndpoint each : List.copyOf(((SharedTable) kernel().table(kind())).bound())) {
      J1939Endpoint hearer = (J1939Endpoint) each;
      boolean onBus = hearer.own().index() == own().index();
      if (hearer != this && onBus && hearer.hears((CanAddress) packet.from(), to)) {
        hearer.hear(packet, told(to), overtaking);
      }
    }
  }

  private Message told(CanAddress to) {
    Message told = told().set(Can.PRIO, options().get(Can.SO_J1939_SEND_PRIO));
    if (to.addr() != CanAddress.NO_ADDR) {
      told.set(Can.DEST_ADDR, to.addr());
    }
    return to.name() == CanAddress.NO_NAME ? told : told.set(Can.DEST_NAME, to.name());
  }

  private boolean hears(CanAddress from, CanAddress to) {
    boolean mine =
        options().get(Can.SO_J1939_PROMISC)
            || (isFor(to)
                && (knownRemote() == null || isSame((CanAddress) knownRemote(), from))
                && (own().pgn() == CanAddress.NO_PGN || own().pgn() == from.pgn()));
    List<J1939Filter> filters = options().get(Can.SO_J1939_FILTER).filters();
    return mine && (filters.isEmpty() || filters.stream().anyMatch(filter -> meets(from, filter)));
  }

  private boolean isFor(CanAddress to) {
    return isForAll(to)
        ? options().get(StandardSocketOptions.SO_BROADCAST)
        : !isForAll(own()) && isSame(own(), to);
  }

  /** By the names if both have one, or else by the addresses. */
  private static boolean isSame(CanAddress one, CanAddress other) {
    boolean named = one.name() != CanAddress.NO_NAME && other.name() != CanAddress.NO_NAME;
    return named ? one.name() == other.name() : one.addr() == other.addr();
  }

  private static boolean meets(CanAddress from, J1939Filter filter) {
    return ((from.pgn() ^ filter.pgn()) & filter.pgnMask()) == 0
        && ((from.addr() ^ filter.addr()) & filter.addrMask()) == 0
        && ((from.name() ^ filter.name()) & filter.nameMask()) == 0;
  }
}
