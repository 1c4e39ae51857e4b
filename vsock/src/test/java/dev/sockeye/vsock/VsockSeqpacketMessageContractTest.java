package dev.sockeye.vsock;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class VsockSeqpacketMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return VsockFixtures.seqpacket();
  }
}
