package dev.sockeye.vsock;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageTimeoutContract;

class VsockSeqpacketMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return VsockFixtures.seqpacket();
  }
}
