package dev.sockeye.tap;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class TapTcpStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.tcp();
  }
}
