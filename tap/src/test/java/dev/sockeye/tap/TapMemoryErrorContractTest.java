package dev.sockeye.tap;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class TapMemoryErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.memory();
  }
}
