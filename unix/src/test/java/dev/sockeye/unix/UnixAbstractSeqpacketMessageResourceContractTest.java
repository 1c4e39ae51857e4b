package dev.sockeye.unix;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class UnixAbstractSeqpacketMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return UnixFixtures.abstractSeqpacket();
  }
}
