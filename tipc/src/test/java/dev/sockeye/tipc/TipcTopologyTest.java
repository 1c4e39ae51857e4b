package dev.sockeye.tipc;

import dev.sockeye.tipc.contract.Names;
import dev.sockeye.tipc.contract.TopologyCases;

class TipcTopologyTest extends TopologyCases {

  @Override
  protected Names make() {
    return new TipcNames();
  }
}
