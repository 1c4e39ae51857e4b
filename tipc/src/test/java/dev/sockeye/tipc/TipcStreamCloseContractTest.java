package dev.sockeye.tipc;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class TipcStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return TipcFixtures.stream();
  }
}
