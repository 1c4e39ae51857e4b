package dev.sockeye.can;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class CanClassicMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return CanFixtures.classic();
  }
}
