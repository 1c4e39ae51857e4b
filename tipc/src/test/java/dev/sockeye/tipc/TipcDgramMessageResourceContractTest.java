package dev.sockeye.tipc;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class TipcDgramMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return TipcFixtures.dgram();
  }
}
