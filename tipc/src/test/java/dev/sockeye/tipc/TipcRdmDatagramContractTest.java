package dev.sockeye.tipc;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class TipcRdmDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return TipcFixtures.rdm();
  }
}
