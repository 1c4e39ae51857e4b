package dev.sockeye.tcp;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class Mptcp4StreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcp4();
  }
}
