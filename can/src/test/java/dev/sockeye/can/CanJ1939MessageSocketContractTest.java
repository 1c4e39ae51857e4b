package dev.sockeye.can;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class CanJ1939MessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return CanFixtures.j1939();
  }
}
