package dev.sockeye.vsock;

import dev.sockeye.testkit.MessageConnectionContract;
import dev.sockeye.testkit.MessageFixture;

class VsockSeqpacketMessageConnectionContractTest extends MessageConnectionContract {
  @Override
  protected MessageFixture fixture() {
    return VsockFixtures.seqpacket();
  }
}
