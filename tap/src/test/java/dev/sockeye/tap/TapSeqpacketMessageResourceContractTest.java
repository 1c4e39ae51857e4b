package dev.sockeye.tap;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class TapSeqpacketMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.seqpacket();
  }
}
