package dev.sockeye.raw;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class Ping4MessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return RawFixtures.ping4();
  }
}
