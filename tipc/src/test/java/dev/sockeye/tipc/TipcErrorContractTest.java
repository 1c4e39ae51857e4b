package dev.sockeye.tipc;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class TipcErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return TipcFixtures.stream();
  }
}
