package dev.sockeye.memory;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryTipcRdmDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.tipcRdm();
  }
}
