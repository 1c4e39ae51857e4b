package dev.sockeye.tipc;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class TipcDgramMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return TipcFixtures.dgram();
  }
}
