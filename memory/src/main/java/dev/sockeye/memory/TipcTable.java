package dev.sockeye.memory;

import dev.sockeye.Errno;
import dev.sockeye.tipc.TipcAddress;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.NotYetBoundException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The names of one node that is alone: each socket has a number, and any number of sockets any
 * number of services and ranges.
 */
final class TipcTable implements AddressTable {

  /** Types below are TIPC's own, {@code TIPC_RESERVED_TYPES}. */
  private static final long FIRST_FREE_TYPE = 64;

  private static final long NODE = 0; // in no cluster
  private static final long FIRST_REFERENCE = 1_000_001;

  private final Map<TipcAddress.Id, MemorySocket<?>> sockets = new HashMap<>();
  private final IdentityHashMap<MemorySocket<?>, TipcAddress.Id> numbers = new IdentityHashMap<>();
  private final List<TipcPublication> publications = new ArrayList<>(); // whose turn is next first
  private final TipcSubscriptions subscriptions = new TipcSubscriptions();
  private final TipcGroups groups = new TipcGroups();
  private long next = FIRST_REFERENCE;
  private long published; // so far

  @Override
  public SocketAddress opened(MemorySocket<?> socket) {
    return socket instanceof PassiveSocket<?> ? null : number(socket);
  }

  private TipcAddress.Id number(MemorySocket<?> socket) {
    TipcAddress.Id number = new TipcAddress.Id(NODE, next++);
    sockets.put(number, socket);
    numbers.put(socket, number);
    return number;
  }

  /** Its address stays its number. */
  @Override
  public SocketAddress bind(MemorySocket<?> socket, SocketAddress wanted) throws IOException {
    boolean named = wanted != null && !wanted.equals(TipcAddress.Id.ANY);
    if (named) {
      requireFree(socket, (TipcAddress) wanted);
    }
    TipcAddress.Id own = numbers.get(socket);
    TipcAddress.Id number = own == null ? number(socket) : own;
    if (named) {
      add(socket, (TipcAddress) wanted);
    }
    return number;
  }

  void publish(MemorySocket<?> socket, TipcAddress name) throws IOException {
    if (!numbers.containsKey(socket)) {
      throw new NotYetBoundException(); // a listener
    }
    requireFree(socket, name);
    add(socket, name);
  }

  private static void requireFree(MemorySocket<?> socket, TipcAddress name) throws IOException {
    if (name instanceof TipcAddress.Id) {
      throw socket.failure("bind", Errno.EINVAL);
    } else if (range(name).type() < FIRST_FREE_TYPE) {
      throw socket.failure("bind", Errno.EACCES);
    }
  }

  private void add(MemorySocket<?> socket, TipcAddress name) {
    TipcAddress.Range range = range(name);
    add(new TipcPublication(range, socket, numbers.get(socket), published++));
  }

  private void add(TipcPublication publication) {
    boolean first = publications.stream().noneMatch(publication::hasRangeOf);
    publications.add(publication);
    subscriptions.published(publication, first);
  }

  private void remove(TipcPublication publication) {
    publications.remove(publication);
    boolean last = publications.stream().noneMatch(publication::hasRangeOf);
    subscriptions.withdrawn(publication, last);
  }

  TipcGroups groups() {
    return groups;
  }

  /** Takes what came over a connection to the topology server, and tells whether that stays. */
  boolean ask(TipcTopologyEnd from, byte[] request) {
    return subscriptions.ask(from, request, publications);
  }

  void withdraw(MemorySocket<?> socket, TipcAddress name) throws IOException {
    TipcAddress.Range range = range(name);
    TipcPublication old =
        publications.stream().filter(each -> each.isOf(range, socket)).findFirst().orElse(null);
    if (old == null) {
      throw socket.failure("bind with a negated scope", Errno.EINVAL);
    }
    remove(old);
  }

  private static TipcAddress.Range range(TipcAddress name) {
    return name instanceof TipcAddress.Service service
        ? new TipcAddress.Range(service.type(), service.instance(), service.instance())
            .within(service.scope())
        : (TipcAddress.Range) name;
  }

  @Override
  public SocketAddress reserve(MemorySocket<?> socket, SocketAddress peer) {
    return numbers.get(socket);
  }

  /** Who is bound to a service takes turns. */
  @Override
  public MemorySocket<?> find(SocketAddress address) {
    if (address instanceof TipcAddress.Id id) {
      return sockets.get(id);
    } else if (address instanceof TipcAddress.Service service && service.node() != NODE) {
      return null;
    }
    TipcAddress.Range wanted = range((TipcAddress) address);
    for (TipcPublication each : publications) {
      if (each.overlaps(wanted)) {
        publications.remove(each);
        publications.add(each);
        return each.socket();
      }
    }
    return null;
  }

  /** All sockets that are bound to a service of a range, each once. */
  List<MemorySocket<?>> all(TipcAddress.Range range) {
    return publications.stream()
        .filter(each -> each.overlaps(range))
        .<MemorySocket<?>>map(TipcPublication::socket)
        .distinct()
        .toList();
  }

  @Override
  public void release(MemorySocket<?> socket, SocketAddress address) {
    List<TipcPublication> own =
        publications.stream().filter(each -> each.socket() == socket).toList();
    own.forEach(this::remove);
    subscriptions.closed(socket);
    sockets.remove(Objects.requireNonNull(numbers.remove(socket)));
  }
}
