package dev.sockeye.vsock;

import dev.sockeye.testkit.ConcurrencyContract;
import dev.sockeye.testkit.StreamFixture;

class VsockConcurrencyContractTest extends ConcurrencyContract {
  @Override
  protected StreamFixture fixture() {
    return VsockFixtures.stream();
  }
}
