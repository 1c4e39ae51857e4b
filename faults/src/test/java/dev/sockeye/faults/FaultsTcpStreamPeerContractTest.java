package dev.sockeye.faults;

import dev.sockeye.testkit.StreamPeerContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsTcpStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.tcp();
  }
}
