package dev.sockeye.vsock;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class VsockResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return VsockFixtures.stream();
  }
}
