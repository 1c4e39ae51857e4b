package dev.sockeye.sctp;

import dev.sockeye.sctp.contract.SctpOneToManyContract;
import dev.sockeye.testkit.MessageFixture;

class SctpOneToManyContractTest extends SctpOneToManyContract {
  @Override
  protected MessageFixture fixture() {
    return SctpFixtures.oneToMany();
  }
}
