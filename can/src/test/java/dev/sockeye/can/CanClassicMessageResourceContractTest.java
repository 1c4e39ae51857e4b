package dev.sockeye.can;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class CanClassicMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return CanFixtures.classic();
  }
}
