package dev.sockeye.memory;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryJ1939DatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.j1939();
  }
}
