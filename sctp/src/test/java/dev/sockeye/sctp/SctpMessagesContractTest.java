package dev.sockeye.sctp;

import dev.sockeye.sctp.contract.SctpMessagesContract;
import dev.sockeye.testkit.MessageFixture;

class SctpMessagesContractTest extends SctpMessagesContract {
  @Override
  protected MessageFixture fixture() {
    return SctpFixtures.oneToOne();
  }
}
