package dev.sockeye.faults;

import dev.sockeye.testkit.StreamPeerContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsUnixStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.unix();
  }
}
