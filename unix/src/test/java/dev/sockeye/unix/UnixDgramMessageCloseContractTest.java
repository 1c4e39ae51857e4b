package dev.sockeye.unix;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class UnixDgramMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return UnixFixtures.datagrams();
  }
}
