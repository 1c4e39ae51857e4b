package dev.sockeye.can;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class CanClassicMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return CanFixtures.classic();
  }
}
