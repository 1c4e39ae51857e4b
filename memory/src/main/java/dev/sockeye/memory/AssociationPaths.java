package dev.sockeye.memory;

import dev.sockeye.sctp.SctpEvent.PathState;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The paths of one side of an association, one to each of the peer's addresses: which of them work,
 * and which one is taken. Guarded by the kernel's lock.
 */
final class AssociationPaths {

  // What the defaults of RFC 9260, section 16, amount to; FaultPlan tells users.

  /** RTO.Min: when a message goes another way that was not acknowledged on the first. */
  static final long RETRANSMISSION = TimeUnit.SECONDS.toNanos(1);

  /** Path.Max.Retrans: six timeouts of 1, 2, 4, 8, 16 and 32 s. */
  static final long PATH_FAILURE = TimeUnit.SECONDS.toNanos(63);

  /** HB.interval. */
  static final long HEARTBEAT = TimeUnit.SECONDS.toNanos(30);

  /** Association.Max.Retrans, as measured on Linux. */
  static final long ASSOCIATION_FAILURE = TimeUnit.SECONDS.toNanos(280);

  private final Association side;
  private final List<Path> paths = new ArrayList<>();
  private InetSocketAddress primary;
  private long cutSince = MemoryTime.NEVER; // all of them

  /** The path to one address. */
  private static final class Path {
    private final InetSocketAddress address;
    private long cutSince = MemoryTime.NEVER;
    private boolean failed;

    private Path(InetSocketAddress address) {
      this.address = address;
    }

    private boolean isCut() {
      return cutSince != MemoryTime.NEVER;
    }
  }

  AssociationPaths(Association side) {
    this.side = side;
  }

  /** Begins with the addresses of the peer, the first of which is the primary path. */
  void begin(List<InetSocketAddress> addresses) {
    addresses.forEach(address -> paths.add(new Path(address)));
    primary = addresses.get(0);
    networkChanged();
  }

  /** Other paths are cut than before. */
  void networkChanged() {
    update();
    kernel().cuts().changesAfter(now()).forEach(change -> kernel().schedule(change, this::update));
  }

  private Kernel kernel() {
    return side.owner().kernel();
  }

  private long now() {
    return kernel().time().nanoTime();
  }

  InetSocketAddress primary() {
    return primary;
  }

  /** All addresses of the peer, that of the primary path first. */
  List<InetSocketAddress> addresses() {
    return paths.stream()
        .map(path -> path.address)
        .sorted(Comparator.comparing((InetSocketAddress address) -> !address.equals(primary)))
        .toList();
  }

  /** Chooses the primary path; {@code false} if the peer has no such address. */
  boolean choose(InetSocketAddress address) {
    if (paths.stream().noneMatch(path -> path.address.equals(address))) {
      return false;
    } else if (!address.equals(primary)) {
      primary = address;
      side.tellPath(address, PathState.MADE_PRIMARY);
    }
    return true;
  }

  void add(InetSocketAddress address) {
    paths.add(new Path(address));
    update();
  }

  void remove(InetSocketAddress address) {
    paths.removeIf(path -> path.address.equals(address));
    if (address.equals(primary)) {
      primary = paths.get(0).address;
    }
    update();
  }

  /**
   * How much later a message arrives since the path that it takes first does not work.
   *
   * @return nanoseconds; NEVER if there is no other
   */
  long detour() {
    if (!current().isCut()) {
      return 0;
    }
    return cutSince == MemoryTime.NEVER ? RETRANSMISSION : MemoryTime.NEVER;
  }

  /** Whether nothing gets through. */
  boolean areCut() {
    return cutSince != MemoryTime.NEVER;
  }

  /** The path that messages take: the primary one unless it is known not to work. */
  private Path current() {
    Path chosen = paths.get(0);
    for (Path path : paths) {
      boolean better = chosen.failed || path.address.equals(primary);
      if (!path.failed && better) {
        chosen = path;
      }
    }
    return chosen;
  }

  /** The local address that messages come from. */
  InetSocketAddress source() {
    return sourceTo(current().address);
  }

  /** As routes of real hosts do: from the address that has most in common with the peer's. */
  private InetSocketAddress sourceTo(InetSocketAddress target) {
    return side.addresses().stream()
        .max(Comparator.comparingInt(address -> inCommon(address, target)))
        .orElseThrow();
  }

  private static int inCommon(InetSocketAddress a, InetSocketAddress b) {
    if (a.isUnresolved() || b.isUnresolved() || isIp4(a.getAddress()) != isIp4(b.getAddress())) {
      return 0;
    }
    byte[] left = a.getAddress().getAddress();
    byte[] right = b.getAddress().getAddress();
    int bits = 0;
    while (bits < left.length * 8 && bit(left, bits) == bit(right, bits)) {
      bits++;
    }
    return bits;
  }

  private static boolean isIp4(InetAddress address) {
    return address instanceof Inet4Address;
  }

  private static int bit(byte[] bytes, int index) {
    return bytes[index / 8] >> (7 - index % 8) & 1;
  }

  /** Looks which paths are cut now. */
  void update() {
    if (side.isOver()) {
      return;
    }
    paths.forEach(this::update);
    boolean all = paths.stream().allMatch(Path::isCut);
    if (all && cutSince == MemoryTime.NEVER) {
      cutSince = now();
      long since = cutSince;
      kernel().schedule(since + ASSOCIATION_FAILURE, () -> failSince(since));
    } else if (!all) {
      cutSince = MemoryTime.NEVER;
      side.transmission().flush();
      if (side.isAbandoned()) {
        kernel().schedule(now() + HEARTBEAT, side::loseAbandoned);
      }
    }
  }

  private void update(Path path) {
    boolean cut = kernel().cuts().isCut(sourceTo(path.address), path.address, now());
    if (cut && !path.isCut()) {
      path.cutSince = now();
      kernel().schedule(now() + PATH_FAILURE, () -> failSince(path, now() - PATH_FAILURE));
    } else if (!cut && path.isCut()) {
      path.cutSince = MemoryTime.NEVER;
      kernel().schedule(now() + HEARTBEAT, () -> restore(path));
    }
  }

  private void failSince(Path path, long moment) {
    if (path.cutSince <= moment && !path.failed && paths.contains(path) && !side.isOver()) {
      path.failed = true;
      side.tellPath(path.address, PathState.UNREACHABLE);
    }
  }

  private void restore(Path path) {
    if (!path.isCut() && path.failed && paths.contains(path) && !side.isOver()) {
      path.failed = false;
      side.tellPath(path.address, PathState.AVAILABLE);
    }
  }

  private void failSince(long moment) {
    if (cutSince == moment) {
      side.fail();
    }
  }
}
