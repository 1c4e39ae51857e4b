package dev.sockeye.can;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class CanClassicMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return CanFixtures.classic();
  }
}
