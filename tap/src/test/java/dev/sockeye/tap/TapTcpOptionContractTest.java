package dev.sockeye.tap;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class TapTcpOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.tcp();
  }
}
