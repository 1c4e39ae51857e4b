package dev.sockeye.faults;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class FaultsUnixDgramMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.datagrams();
  }
}
