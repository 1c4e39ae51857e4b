package dev.sockeye.faults;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsUnixStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.unix();
  }
}
