package dev.sockeye.vsock;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class VsockStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return VsockFixtures.stream();
  }
}
