package dev.sockeye.tcp;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class TcpLocalhostOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.localhost();
  }
}
