package dev.sockeye.faults;

import dev.sockeye.testkit.ConcurrencyContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsTcpConcurrencyContractTest extends ConcurrencyContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.tcp();
  }
}
