package dev.sockeye.packet;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class PacketDgramMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return PacketFixtures.dgram();
  }
}
