package dev.sockeye.tap;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class TapTcpErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.tcp();
  }
}
