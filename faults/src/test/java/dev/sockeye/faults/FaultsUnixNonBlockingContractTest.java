package dev.sockeye.faults;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsUnixNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.unix();
  }
}
