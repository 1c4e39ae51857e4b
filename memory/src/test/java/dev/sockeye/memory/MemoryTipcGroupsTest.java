package dev.sockeye.memory;

import dev.sockeye.tipc.contract.GroupsCases;
import dev.sockeye.tipc.contract.Names;

class MemoryTipcGroupsTest extends GroupsCases {

  @Override
  protected Names make() {
    return new MemoryNames(MemoryNetwork.create());
  }
}
