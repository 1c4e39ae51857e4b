package dev.sockeye.memory;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryCanFdDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.canFd();
  }
}
