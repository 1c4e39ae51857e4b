package dev.sockeye.vsock;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class VsockErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return VsockFixtures.stream();
  }
}
