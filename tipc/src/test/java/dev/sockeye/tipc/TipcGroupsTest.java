package dev.sockeye.tipc;

import dev.sockeye.tipc.contract.GroupsCases;
import dev.sockeye.tipc.contract.Names;

class TipcGroupsTest extends GroupsCases {

  @Override
  protected Names make() {
    return new TipcNames();
  }
}
