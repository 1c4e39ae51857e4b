package dev.sockeye.faults;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsTcpNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.tcp();
  }
}
