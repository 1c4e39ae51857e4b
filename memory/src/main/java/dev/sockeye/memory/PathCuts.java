package dev.sockeye.memory;

import dev.sockeye.faults.FaultPlan;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Which paths are cut when, by the plans of a network and its partitions. */
final class PathCuts {

  private final List<PathCut> cuts;
  private final Partitions partitions; // which do change

  PathCuts(Stream<FaultPlan> plans, Partitions partitions) {
    this.partitions = partitions;
    cuts = plans.flatMap(plan -> plan.pathCuts().stream()).map(PathCut::of).toList();
  }

  boolean isCut(InetSocketAddress source, InetSocketAddress target, long moment) {
    return partitions.separate(source, target)
        || cuts.stream().anyMatch(cut -> cut.holdsAt(moment) && cut.isAbout(source, target));
  }

  /** The first moment, not before the given one, at which a path is not cut; or NEVER. */
  long openFrom(InetSocketAddress source, InetSocketAddress target, long moment) {
    if (partitions.separate(source, target)) {
      return MemoryTime.NEVER; // until they are healed, which nobody knows when
    }
    long open = moment;
    for (int i = 0; i < cuts.size() && isCut(source, target, open); i++) {
      open = endOf(source, target, open);
    }
    return open;
  }

  private long endOf(InetSocketAddress source, InetSocketAddress target, long moment) {
    return cuts.stream()
        .filter(cut -> cut.holdsAt(moment) && cut.isAbout(source, target))
        .mapToLong(PathCut::until)
        .max()
        .orElse(moment);
  }

  /** The moments after the given one at which any cut begins or ends. */
  LongStream changesAfter(long moment) {
    return cuts.stream()
        .flatMapToLong(cut -> LongStream.of(cut.from(), cut.until()))
        .filter(change -> change > moment && change != MemoryTime.NEVER)
        .distinct();
  }
}
