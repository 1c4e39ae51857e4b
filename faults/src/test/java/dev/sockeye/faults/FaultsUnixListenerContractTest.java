package dev.sockeye.faults;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class FaultsUnixListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return FaultFixtures.unix();
  }
}
