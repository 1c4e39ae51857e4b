package dev.sockeye.sctp;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageTimeoutContract;

class SctpSeqpacketMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return SctpFixtures.oneToMany();
  }
}
