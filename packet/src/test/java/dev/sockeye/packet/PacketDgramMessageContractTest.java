package dev.sockeye.packet;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class PacketDgramMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return PacketFixtures.dgram();
  }
}
