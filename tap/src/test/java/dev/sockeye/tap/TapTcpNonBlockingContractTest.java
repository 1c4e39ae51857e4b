package dev.sockeye.tap;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class TapTcpNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.tcp();
  }
}
