package dev.sockeye.memory;

import dev.sockeye.faults.FaultPlan;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Which paths are cut when, by the plans of a network. Immutable. */
final class PathCuts {

  private final List<PathCut> cuts;

  PathCuts(Stream<FaultPlan> plans) {
    cuts = plans.flatMap(plan -> plan.pathCuts().stream()).map(PathCut::of).toList();
  }

  boolean isCut(InetSocketAddress source, InetSocketAddress target, long moment) {
    return cuts.stream().anyMatch(cut -> cut.holdsAt(moment) && cut.isAbout(source, target));
  }

  /** The first moment, not before the given one, at which a path is not cut; or NEVER. */
  long openFrom(InetSocketAddress source, InetSocketAddress target, long moment) {
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
