package dev.sockeye.tcp;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class TcpLocalhostNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.localhost();
  }
}
