package dev.sockeye.memory;

import dev.sockeye.tipc.contract.Names;
import dev.sockeye.tipc.contract.TopologyCases;

class MemoryTipcTopologyTest extends TopologyCases {

  @Override
  protected Names make() {
    return new MemoryNames(MemoryNetwork.create());
  }
}
