package dev.sockeye.memory;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryVsockOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.vsock();
  }
}
