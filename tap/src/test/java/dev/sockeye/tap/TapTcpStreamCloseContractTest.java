package dev.sockeye.tap;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class TapTcpStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.tcp();
  }
}
