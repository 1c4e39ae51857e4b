package dev.sockeye.tipc;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class TipcNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return TipcFixtures.stream();
  }
}
