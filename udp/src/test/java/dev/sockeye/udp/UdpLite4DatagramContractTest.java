package dev.sockeye.udp;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class UdpLite4DatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.lite4();
  }
}
