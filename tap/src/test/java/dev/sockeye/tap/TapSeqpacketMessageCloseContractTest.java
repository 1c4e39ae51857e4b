package dev.sockeye.tap;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class TapSeqpacketMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.seqpacket();
  }
}
