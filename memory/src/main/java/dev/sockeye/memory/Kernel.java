package dev.sockeye.memory;

import dev.sockeye.faults.FaultDirection;
import dev.sockeye.faults.FaultPlan;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the sockets of one network share. One lock guards all their state: it is held for as long as
 * bytes are copied and never while a call waits.
 */
final class Kernel {

  private final ReentrantLock lock = new ReentrantLock();
  private final MemoryTime time;
  private final Partitions partitions = new Partitions();
  private final InterfaceNames interfaces = new InterfaceNames();
  private final Map<Kind, Integer> bufferSizes = new EnumMap<>(Kind.class);

  // Guarded by lock.
  private final Map<String, AddressTable> tables = new HashMap<>();
  private final Set<MemorySocket<?>> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<MemorySocket<?>, Runnable> unanswered = new LinkedHashMap<>(); // connects
  private List<PlanState> plans;
  private PathCuts cuts;
  private int planEpoch;
  private int associations;
  private boolean closed; // only ever set

  /**
   * Creates a kernel.
   *
   * @param bufferSize of each socket and direction, 0 for what is usual
   */
  Kernel(MemoryTime time, List<FaultPlan> plans, int bufferSize, InetAddress localAddress) {
    this.time = time;
    setPlans(plans);
    for (Kind kind : Kind.values()) {
      bufferSizes.put(kind, bufferSize == 0 ? usualBufferSize(kind) : bufferSize);
      tables.computeIfAbsent(
          kind.addressSpace(),
          name -> kind.isPresent() ? newTable(kind.family(), localAddress) : null);
    }
  }

  private void setPlans(List<FaultPlan> newPlans) {
    plans = newPlans.stream().map(PlanState::new).toList();
    cuts = new PathCuts(newPlans.stream(), partitions);
    planEpoch++;
  }

  /** Changes what goes wrong from now on. */
  void faults(List<FaultPlan> newPlans) {
    change(() -> setPlans(newPlans));
  }

  /** Lets nothing through between two hosts any more. */
  void partition(String one, String other) {
    change(() -> partitions.add(one, other));
  }

  /** Ends all partitions. */
  void heal() {
    change(
        () -> {
          partitions.clear();
          List<Runnable> again = List.copyOf(unanswered.values());
          unanswered.clear();
          again.forEach(Runnable::run);
        });
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      List.copyOf(open).forEach(MemorySocket::networkChanged);
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing gets from one address to another. */
  boolean isCut(SocketAddress one, SocketAddress other) {
    return partitions.separate(one, other);
  }

  /** Lets a socket connect once all partitions have ended, unless it is closed before. */
  void whenHealed(MemorySocket<?> client, Runnable task) {
    unanswered.put(client, task);
  }

  private static AddressTable newTable(Family family, InetAddress localAddress) {
    return switch (family) {
      case INET -> new PortTable(localAddress);
      case VSOCK -> VsockSockets.table();
      case TIPC -> TipcSockets.table();
      case UNIX, NAME -> new NameTable(family);
      case DESCRIBED -> new SharedTable();
    };
  }

  /** For messages what Linux has, net.core.wmem_default. */
  private static int usualBufferSize(Kind kind) {
    return kind.isStream() ? 64 * 1024 : 212_992;
  }

  ReentrantLock lock() {
    return lock;
  }

  MemoryTime time() {
    return time;
  }

  int bufferSize(Kind kind) {
    return bufferSizes.get(kind);
  }

  InterfaceNames interfaces() {
    return interfaces;
  }

  /** The address of this host that a peer of the Internet sees. */
  InetAddress addressTowards(SocketAddress peer) {
    return ((PortTable) table(Kind.UDP)).addressTowards(peer);
  }

  AddressTable table(Kind kind) {
    return tables.get(kind.addressSpace());
  }

  /** The faults of what goes to an address: those of the first plan that is for it. */
  ActiveFaults faults(Kind kind, SocketAddress address) {
    return new ActiveFaults(this, kind, address, FaultDirection.SENT);
  }

  /** The faults of what connects to an address. */
  ActiveFaults faultsOfConnect(Kind kind, SocketAddress address) {
    return new ActiveFaults(this, kind, address, null);
  }

  /** The first plan that is for an address, in one direction or, with {@code null}, in any. */
  PlanState planFor(Kind kind, SocketAddress address, FaultDirection direction) {
    for (PlanState candidate : plans) {
      FaultPlan plan = candidate.plan();
      if (plan.concerns(kind.scheme(), address)
          && (direction == null || plan.concerns(direction))) {
        return candidate;
      }
    }
    return PlanState.NONE;
  }

  /** Another number once the plans were changed. */
  int planEpoch() {
    return planEpoch;
  }

  PathCuts cuts() {
    return cuts;
  }

  /** A number for another side of an association of SCTP's; none has 0. */
  int nextAssociation() {
    return ++associations;
  }

  /** Lets something happen after a time, with the lock held. */
  void schedule(long moment, Runnable task) {
    time.schedule(
        moment,
        () -> {
          lock.lock();
          try {
            task.run();
          } finally {
            lock.unlock();
          }
        });
  }

  /** Lets something happen once a moment is there, be it now. The caller holds the lock. */
  void at(long moment, Runnable task) {
    if (moment <= time.nanoTime()) {
      task.run();
    } else {
      schedule(moment, task);
    }
  }

  void opened(MemorySocket<?> socket) throws ClosedChannelException {
    lock.lock();
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      open.add(socket);
    } finally {
      lock.unlock();
    }
  }

  void closed(MemorySocket<?> socket) {
    open.remove(socket);
    unanswered.remove(socket);
  }

  int openSockets() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  /** Closes all sockets; no more are opened. */
  void close() {
    lock.lock();
    try {
      closed = true;
      List.copyOf(open).forEach(MemorySocket::close);
    } finally {
      lock.unlock();
    }
  }
}
