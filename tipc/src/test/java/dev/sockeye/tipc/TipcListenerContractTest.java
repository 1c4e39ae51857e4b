package dev.sockeye.tipc;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class TipcListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return TipcFixtures.stream();
  }
}
