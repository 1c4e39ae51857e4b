package dev.sockeye.packet;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class PacketRawMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return PacketFixtures.raw();
  }
}
