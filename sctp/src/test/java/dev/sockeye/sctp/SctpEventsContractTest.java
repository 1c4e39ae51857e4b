package dev.sockeye.sctp;

import dev.sockeye.sctp.contract.SctpEventsContract;
import dev.sockeye.testkit.MessageFixture;

class SctpEventsContractTest extends SctpEventsContract {
  @Override
  protected MessageFixture fixture() {
    return SctpFixtures.oneToOne();
  }
}
