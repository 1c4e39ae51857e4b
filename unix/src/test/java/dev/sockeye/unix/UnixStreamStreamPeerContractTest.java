package dev.sockeye.unix;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamPeerContract;

class UnixStreamStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.stream();
  }
}
