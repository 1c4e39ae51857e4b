package dev.sockeye.tap;

import dev.sockeye.testkit.StreamPeerContract;
import dev.sockeye.testkit.StreamFixture;

class TapMemoryStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.memory();
  }
}
