package dev.sockeye.udp;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class UdpLite6MessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.lite6();
  }
}
