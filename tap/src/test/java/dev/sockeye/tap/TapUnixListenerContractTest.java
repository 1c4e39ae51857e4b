package dev.sockeye.tap;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class TapUnixListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return TapFixtures.unix();
  }
}
