package dev.sockeye.tap;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class TapMemoryOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.memory();
  }
}
