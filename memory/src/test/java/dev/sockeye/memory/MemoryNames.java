package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcScope;
import dev.sockeye.tipc.contract.Names;
import java.util.concurrent.atomic.AtomicInteger;

/** Names of a network in memory. */
record MemoryNames(MemoryNetwork network, AtomicInteger last) implements Names {

  MemoryNames(MemoryNetwork network) {
    this(network, new AtomicInteger());
  }

  @Override
  public TipcAddress.Service free() {
    return new TipcAddress.Service(1000, last.incrementAndGet()).within(TipcScope.NODE);
  }

  @Override
  public void close() {
    network.close();
    assertEquals(0, network.openSockets());
  }
}
