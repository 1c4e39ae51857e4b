package dev.sockeye.vsock;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class VsockSeqpacketMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return VsockFixtures.seqpacket();
  }
}
