package dev.sockeye.tipc;

import dev.sockeye.tipc.contract.Names;
import dev.sockeye.tipc.contract.ServiceCases;

class TipcTest extends ServiceCases {

  @Override
  protected Names make() {
    return new TipcNames();
  }
}
