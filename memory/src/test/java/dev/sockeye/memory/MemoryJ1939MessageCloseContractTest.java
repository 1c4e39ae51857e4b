package dev.sockeye.memory;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryJ1939MessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.j1939();
  }
}
