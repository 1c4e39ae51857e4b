package dev.sockeye.memory;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryUdpliteDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.udplite();
  }
}
