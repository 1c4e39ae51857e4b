package dev.sockeye.faults;

import dev.sockeye.testkit.MessageResourceContract;
import dev.sockeye.testkit.MessageFixture;

class FaultsUnixDgramMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.datagrams();
  }
}
