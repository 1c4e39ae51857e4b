package dev.sockeye.unix;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class UnixModeStreamListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.streamWithMode();
  }
}
