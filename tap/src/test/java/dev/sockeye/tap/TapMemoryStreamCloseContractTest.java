package dev.sockeye.tap;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class TapMemoryStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.memory();
  }
}
