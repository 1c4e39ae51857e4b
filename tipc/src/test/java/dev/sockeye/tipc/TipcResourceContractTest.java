package dev.sockeye.tipc;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class TipcResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return TipcFixtures.stream();
  }
}
