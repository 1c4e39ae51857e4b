package dev.sockeye.raw;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class RawV6MessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return RawFixtures.v6();
  }
}
