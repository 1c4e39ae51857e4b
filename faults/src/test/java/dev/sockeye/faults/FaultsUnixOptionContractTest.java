package dev.sockeye.faults;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsUnixOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.unix();
  }
}
