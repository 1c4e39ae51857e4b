package dev.sockeye.tipc;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class TipcDgramDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return TipcFixtures.dgram();
  }
}
