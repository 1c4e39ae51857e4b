package dev.sockeye.memory;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryVsockStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.vsock();
  }
}
