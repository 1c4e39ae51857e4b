package dev.sockeye.can;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class CanJ1939MessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return CanFixtures.j1939();
  }
}
