package dev.sockeye.raw;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class RawV4MessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return RawFixtures.v4();
  }
}
