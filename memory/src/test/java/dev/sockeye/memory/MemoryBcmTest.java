package dev.sockeye.memory;

import dev.sockeye.can.contract.BcmCases;
import dev.sockeye.can.contract.Bus;

class MemoryBcmTest extends BcmCases {

  @Override
  protected Bus make() {
    return new MemoryBus(MemoryNetwork.create());
  }
}
