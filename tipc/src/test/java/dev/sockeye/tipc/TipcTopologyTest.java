package dev.sockeye.tipc;

import dev.sockeye.tipc.contract.TopologyCases;
import dev.sockeye.tipc.contract.Names;

class TipcTopologyTest extends TopologyCases {

  @Override
  protected Names make() {
    return new TipcNames();
  }
}
