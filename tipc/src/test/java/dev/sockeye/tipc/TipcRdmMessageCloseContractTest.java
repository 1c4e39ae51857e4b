package dev.sockeye.tipc;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class TipcRdmMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return TipcFixtures.rdm();
  }
}
