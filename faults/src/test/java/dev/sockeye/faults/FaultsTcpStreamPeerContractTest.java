package dev.sockeye.faults;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamPeerContract;

class FaultsTcpStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.tcp();
  }
}
