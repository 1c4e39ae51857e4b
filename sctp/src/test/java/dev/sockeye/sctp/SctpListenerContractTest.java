package dev.sockeye.sctp;

import dev.sockeye.sctp.contract.SctpListenerContract;
import dev.sockeye.testkit.MessageFixture;

class SctpListenerContractTest extends SctpListenerContract {
  @Override
  protected MessageFixture fixture() {
    return SctpFixtures.oneToOne();
  }
}
