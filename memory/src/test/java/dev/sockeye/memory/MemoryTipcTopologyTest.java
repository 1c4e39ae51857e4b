package dev.sockeye.memory;

import dev.sockeye.tipc.contract.TopologyCases;
import dev.sockeye.tipc.contract.Names;

class MemoryTipcTopologyTest extends TopologyCases {

  @Override
  protected Names make() {
    return new MemoryNames(MemoryNetwork.create());
  }
}
