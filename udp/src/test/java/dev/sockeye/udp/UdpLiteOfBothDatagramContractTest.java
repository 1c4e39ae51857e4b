package dev.sockeye.udp;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class UdpLiteOfBothDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.liteOfBoth();
  }
}
