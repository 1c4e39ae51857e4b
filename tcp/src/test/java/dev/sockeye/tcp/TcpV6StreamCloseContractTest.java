package dev.sockeye.tcp;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class TcpV6StreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.v6();
  }
}
