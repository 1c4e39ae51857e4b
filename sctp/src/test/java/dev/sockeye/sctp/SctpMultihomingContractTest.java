package dev.sockeye.sctp;

import dev.sockeye.sctp.contract.SctpMultihomingContract;
import dev.sockeye.testkit.MessageFixture;

class SctpMultihomingContractTest extends SctpMultihomingContract {
  @Override
  protected MessageFixture fixture() {
    return SctpFixtures.oneToOne();
  }
}
