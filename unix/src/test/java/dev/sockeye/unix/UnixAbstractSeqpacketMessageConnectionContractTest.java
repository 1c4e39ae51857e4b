package dev.sockeye.unix;

import dev.sockeye.testkit.MessageConnectionContract;
import dev.sockeye.testkit.MessageFixture;

class UnixAbstractSeqpacketMessageConnectionContractTest extends MessageConnectionContract {
  @Override
  protected MessageFixture fixture() {
    return UnixFixtures.abstractSeqpacket();
  }
}
