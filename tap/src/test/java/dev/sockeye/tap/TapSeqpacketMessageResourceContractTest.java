package dev.sockeye.tap;

import dev.sockeye.testkit.MessageResourceContract;
import dev.sockeye.testkit.MessageFixture;

class TapSeqpacketMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.seqpacket();
  }
}
