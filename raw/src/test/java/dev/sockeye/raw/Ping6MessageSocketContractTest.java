package dev.sockeye.raw;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class Ping6MessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return RawFixtures.ping6();
  }
}
