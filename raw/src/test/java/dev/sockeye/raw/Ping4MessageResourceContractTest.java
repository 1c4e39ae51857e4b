package dev.sockeye.raw;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class Ping4MessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return RawFixtures.ping4();
  }
}
