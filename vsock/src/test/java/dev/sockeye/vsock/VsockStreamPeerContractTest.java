package dev.sockeye.vsock;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamPeerContract;

class VsockStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return VsockFixtures.stream();
  }
}
