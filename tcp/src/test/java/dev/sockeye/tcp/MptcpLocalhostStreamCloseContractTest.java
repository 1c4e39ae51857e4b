package dev.sockeye.tcp;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class MptcpLocalhostStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcpLocalhost();
  }
}
