package dev.sockeye.tcp;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class TcpV6StreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.v6();
  }
}
