package dev.sockeye.tcp;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class TcpV4ErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.v4();
  }
}
