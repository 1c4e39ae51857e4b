package dev.sockeye.tap;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class TapUnixStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.unix();
  }
}
