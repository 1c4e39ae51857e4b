package dev.sockeye.tap;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class TapMemoryStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.memory();
  }
}
