package dev.sockeye.faults;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class FaultsUnixDgramMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.datagrams();
  }
}
