package dev.sockeye.vsock;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class VsockStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return VsockFixtures.stream();
  }
}
