package dev.sockeye.tap;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class TapTcpResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.tcp();
  }
}
