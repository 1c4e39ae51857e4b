package dev.sockeye.packet;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class PacketRawDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return PacketFixtures.raw();
  }
}
