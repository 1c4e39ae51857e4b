package dev.sockeye.faults;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsTcpResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.tcp();
  }
}
