package dev.sockeye.packet;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class PacketDgramMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return PacketFixtures.dgram();
  }
}
