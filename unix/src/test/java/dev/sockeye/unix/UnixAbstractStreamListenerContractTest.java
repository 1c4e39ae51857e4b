package dev.sockeye.unix;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class UnixAbstractStreamListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.abstractStream();
  }
}
