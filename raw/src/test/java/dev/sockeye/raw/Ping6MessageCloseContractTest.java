package dev.sockeye.raw;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class Ping6MessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return RawFixtures.ping6();
  }
}
