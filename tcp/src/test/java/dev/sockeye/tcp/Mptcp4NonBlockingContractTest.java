package dev.sockeye.tcp;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class Mptcp4NonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcp4();
  }
}
