package dev.sockeye.tap;

import dev.sockeye.testkit.MessageTimeoutContract;
import dev.sockeye.testkit.MessageFixture;

class TapSeqpacketMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.seqpacket();
  }
}
