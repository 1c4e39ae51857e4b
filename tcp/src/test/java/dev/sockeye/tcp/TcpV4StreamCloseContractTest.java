package dev.sockeye.tcp;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class TcpV4StreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.v4();
  }
}
