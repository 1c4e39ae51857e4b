package dev.sockeye.tcp;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class MptcpLocalhostStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcpLocalhost();
  }
}
