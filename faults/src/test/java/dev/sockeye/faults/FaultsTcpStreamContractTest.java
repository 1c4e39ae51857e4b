package dev.sockeye.faults;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsTcpStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.tcp();
  }
}
