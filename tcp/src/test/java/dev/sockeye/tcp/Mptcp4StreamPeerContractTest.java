package dev.sockeye.tcp;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamPeerContract;

class Mptcp4StreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcp4();
  }
}
