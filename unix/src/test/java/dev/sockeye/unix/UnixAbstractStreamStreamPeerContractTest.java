package dev.sockeye.unix;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamPeerContract;

class UnixAbstractStreamStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.abstractStream();
  }
}
