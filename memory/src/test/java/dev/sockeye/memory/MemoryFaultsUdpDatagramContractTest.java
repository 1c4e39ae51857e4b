package dev.sockeye.memory;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryFaultsUdpDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryFaultFixtures.udp();
  }
}
