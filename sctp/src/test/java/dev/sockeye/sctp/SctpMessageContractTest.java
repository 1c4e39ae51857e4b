package dev.sockeye.sctp;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class SctpMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return SctpFixtures.oneToOne();
  }
}
