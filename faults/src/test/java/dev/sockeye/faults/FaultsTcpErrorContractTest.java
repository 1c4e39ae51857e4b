package dev.sockeye.faults;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsTcpErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.tcp();
  }
}
