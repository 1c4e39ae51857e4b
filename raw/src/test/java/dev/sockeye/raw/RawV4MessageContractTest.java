package dev.sockeye.raw;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class RawV4MessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return RawFixtures.v4();
  }
}
