package dev.sockeye.tipc;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamPeerContract;

class TipcStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return TipcFixtures.stream();
  }
}
