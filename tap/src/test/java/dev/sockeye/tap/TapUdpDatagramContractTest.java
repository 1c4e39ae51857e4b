package dev.sockeye.tap;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class TapUdpDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.udp();
  }
}
