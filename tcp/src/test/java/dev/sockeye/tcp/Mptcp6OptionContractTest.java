package dev.sockeye.tcp;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class Mptcp6OptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcp6();
  }
}
