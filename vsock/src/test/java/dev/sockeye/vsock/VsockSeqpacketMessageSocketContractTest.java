package dev.sockeye.vsock;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class VsockSeqpacketMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return VsockFixtures.seqpacket();
  }
}
