package dev.sockeye.tipc;

import dev.sockeye.Network;
import dev.sockeye.tipc.contract.Names;

/** The system's; the test is skipped where there are none. */
record TipcNames() implements Names {

  TipcNames {
    TipcCases.needsTipc();
  }

  @Override
  public Network network() {
    return Network.system();
  }

  @Override
  public TipcAddress.Service free() {
    TipcAddress.Service free = TipcFixtures.free();
    return new TipcAddress.Service(free.type() + free.instance(), free.instance())
        .within(TipcScope.NODE);
  }

  @Override
  public void close() {
    // Names go with the sockets that are bound to them.
  }
}
