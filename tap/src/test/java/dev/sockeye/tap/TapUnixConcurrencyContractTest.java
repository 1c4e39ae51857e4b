package dev.sockeye.tap;

import dev.sockeye.testkit.ConcurrencyContract;
import dev.sockeye.testkit.StreamFixture;

class TapUnixConcurrencyContractTest extends ConcurrencyContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.unix();
  }
}
