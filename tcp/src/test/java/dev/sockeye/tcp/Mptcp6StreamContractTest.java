package dev.sockeye.tcp;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class Mptcp6StreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcp6();
  }
}
