package dev.sockeye.tap;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class TapSeqpacketMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.seqpacket();
  }
}
