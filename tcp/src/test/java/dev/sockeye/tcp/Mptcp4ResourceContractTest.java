package dev.sockeye.tcp;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class Mptcp4ResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcp4();
  }
}
