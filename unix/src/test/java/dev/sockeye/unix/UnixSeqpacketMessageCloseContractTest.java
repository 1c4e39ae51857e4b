package dev.sockeye.unix;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class UnixSeqpacketMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return UnixFixtures.seqpacket();
  }
}
