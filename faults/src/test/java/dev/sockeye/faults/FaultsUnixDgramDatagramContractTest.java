package dev.sockeye.faults;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class FaultsUnixDgramDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.datagrams();
  }
}
