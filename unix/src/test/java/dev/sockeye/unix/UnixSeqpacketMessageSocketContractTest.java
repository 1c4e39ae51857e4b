package dev.sockeye.unix;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class UnixSeqpacketMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return UnixFixtures.seqpacket();
  }
}
