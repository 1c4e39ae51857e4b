package dev.sockeye.udp;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class UdpV6DatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.v6();
  }
}
