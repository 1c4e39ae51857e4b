package dev.sockeye.tap;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamTimeoutContract;

class TapMemoryStreamTimeoutContractTest extends StreamTimeoutContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.memory();
  }
}
