package dev.sockeye.sctp;

import dev.sockeye.sctp.contract.SctpThreadsContract;
import dev.sockeye.testkit.MessageFixture;

class SctpThreadsContractTest extends SctpThreadsContract {
  @Override
  protected MessageFixture fixture() {
    return SctpFixtures.oneToOne();
  }
}
