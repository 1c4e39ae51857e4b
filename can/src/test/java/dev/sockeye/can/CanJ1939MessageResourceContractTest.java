package dev.sockeye.can;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class CanJ1939MessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return CanFixtures.j1939();
  }
}
