package dev.sockeye.can;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class CanJ1939MessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return CanFixtures.j1939();
  }
}
