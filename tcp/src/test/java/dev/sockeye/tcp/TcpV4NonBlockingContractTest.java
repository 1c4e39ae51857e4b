package dev.sockeye.tcp;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class TcpV4NonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.v4();
  }
}
