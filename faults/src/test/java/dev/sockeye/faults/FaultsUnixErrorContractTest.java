package dev.sockeye.faults;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsUnixErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.unix();
  }
}
