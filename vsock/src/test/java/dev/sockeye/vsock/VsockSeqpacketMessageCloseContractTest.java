package dev.sockeye.vsock;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class VsockSeqpacketMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return VsockFixtures.seqpacket();
  }
}
