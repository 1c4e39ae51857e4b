package dev.sockeye.faults;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsUnixStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.unix();
  }
}
