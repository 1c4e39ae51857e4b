package dev.sockeye.memory;

/** When that arrives which is sent one after the other over one line. */
final class Departures {

  private final MemoryTime time;
  private final ActiveFaults faults;
  private long lineFreeAt;

  Departures(MemoryTime time, ActiveFaults faults) {
    this.time = time;
    this.faults = faults;
  }

  /** The moment at which this many bytes, sent now, will have arrived. */
  long arrival(int bytes) {
    lineFreeAt = Math.max(lineFreeAt, time.nanoTime()) + faults.transmission(bytes);
    return lineFreeAt + faults.latency();
  }
}
