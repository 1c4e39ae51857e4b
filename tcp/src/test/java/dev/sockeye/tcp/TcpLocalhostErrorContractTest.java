package dev.sockeye.tcp;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class TcpLocalhostErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.localhost();
  }
}
