package dev.sockeye.tcp;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class Mptcp4ErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcp4();
  }
}
