package dev.sockeye.unix;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class UnixDgramMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return UnixFixtures.datagrams();
  }
}
