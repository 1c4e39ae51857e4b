package dev.sockeye.packet;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class PacketDgramMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return PacketFixtures.dgram();
  }
}
