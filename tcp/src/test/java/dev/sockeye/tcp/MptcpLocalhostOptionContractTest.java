package dev.sockeye.tcp;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class MptcpLocalhostOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.mptcpLocalhost();
  }
}
