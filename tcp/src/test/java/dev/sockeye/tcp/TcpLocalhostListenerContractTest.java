package dev.sockeye.tcp;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class TcpLocalhostListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.localhost();
  }
}
