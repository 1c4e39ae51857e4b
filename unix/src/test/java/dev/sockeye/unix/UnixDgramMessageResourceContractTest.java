package dev.sockeye.unix;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class UnixDgramMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return UnixFixtures.datagrams();
  }
}
