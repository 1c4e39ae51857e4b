package dev.sockeye.memory;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryVsockResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.vsock();
  }
}
