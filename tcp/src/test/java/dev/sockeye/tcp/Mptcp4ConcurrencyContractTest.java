package dev.sockeye.tcp;

import dev.sockeye.testkit.ConcurrencyContract;
import dev.sockeye.testkit.StreamFixture;

class Mptcp4ConcurrencyContractTest extends ConcurrencyContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcp4();
  }
}
