package dev.sockeye.tcp;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class Mptcp6ListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcp6();
  }
}
