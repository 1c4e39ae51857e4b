package dev.sockeye.vsock;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class VsockOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return VsockFixtures.stream();
  }
}
