package dev.sockeye.tcp;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class TcpV6NonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.v6();
  }
}
