package dev.sockeye.sctp;

import dev.sockeye.sctp.contract.SignallingContract;
import dev.sockeye.testkit.MessageFixture;

class SctpSignallingContractTest extends SignallingContract {
  @Override
  protected MessageFixture fixture() {
    return SctpFixtures.oneToOne();
  }
}
