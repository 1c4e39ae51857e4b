package dev.sockeye.tap;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamPeerContract;

class TapTcpStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.tcp();
  }
}
