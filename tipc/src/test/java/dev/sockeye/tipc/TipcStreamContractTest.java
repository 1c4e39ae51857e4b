package dev.sockeye.tipc;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class TipcStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return TipcFixtures.stream();
  }
}
