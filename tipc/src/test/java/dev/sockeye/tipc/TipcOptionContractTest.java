package dev.sockeye.tipc;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class TipcOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return TipcFixtures.stream();
  }
}
