package dev.sockeye.raw;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class RawV6MessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return RawFixtures.v6();
  }
}
