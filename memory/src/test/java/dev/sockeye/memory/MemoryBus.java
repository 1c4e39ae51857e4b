package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.can.CanAddress;
import dev.sockeye.can.contract.Bus;

/** A bus in memory; the interface need not exist. */
record MemoryBus(MemoryNetwork network) implements Bus {

  @Override
  public String name() {
    return "vcan9";
  }

  @Override
  public CanAddress address() {
    return new CanAddress(network.interfaceIndex(name()));
  }

  @Override
  public void close() {
    assertEquals(0, network.openSockets());
    network.close();
  }
}
