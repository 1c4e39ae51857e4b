package dev.sockeye.faults;

import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a {@link FaultPlan} says: at first, that nothing goes wrong. A plan never changes its own.
 */
final class FaultValues {

  long seed;
  List<String> schemes = List.of();
  Predicate<SocketAddress> addresses = address -> true;
  boolean hasAddresses;
  FaultDirection direction; // null for both
  long minLatency;
  long maxLatency;
  long bytesPerSecond; // 0 for no limit
  int maxRead = Integer.MAX_VALUE;
  int maxWrite = Integer.MAX_VALUE;
  double loss;
  double duplication;
  double reordering;
  Map<Integer, Long> streamDelays = Map.of();
  List<PathCut> pathCuts = List.of();
  long resetAfter = Long.MAX_VALUE;
  long cutAfter = Long.MAX_VALUE;
  long halfOpenAfter = Long.MAX_VALUE;
  long slowClose;
  int refusedConnects;
  int hangingConnects;

  FaultValues copy() {
    FaultValues copy = new FaultValues();
    copy.seed = seed;
    copy.schemes = schemes;
    copy.addresses = addresses;
    copy.hasAddresses = hasAddresses;
    copy.direction = direction;
    copy.minLatency = minLatency;
    copy.maxLatency = maxLatency;
    copy.bytesPerSecond = bytesPerSecond;
    copy.maxRead = maxRead;
    copy.maxWrite = maxWrite;
    copy.loss = loss;
    copy.duplication = duplication;
    copy.reordering = reordering;
    copy.streamDelays = streamDelays;
    copy.pathCuts = pathCuts;
    copy.resetAfter = resetAfter;
    copy.cutAfter = cutAfter;
    copy.halfOpenAfter = halfOpenAfter;
    copy.slowClose = slowClose;
    copy.refusedConnects = refusedConnects;
    copy.hangingConnects = hangingConnects;
    return copy;
  }
}
