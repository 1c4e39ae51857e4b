package dev.sockeye.memory;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryVsockNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.vsock();
  }
}
