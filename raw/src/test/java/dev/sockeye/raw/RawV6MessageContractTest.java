package dev.sockeye.raw;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class RawV6MessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return RawFixtures.v6();
  }
}
