package dev.sockeye.can;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class CanJ1939DatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return CanFixtures.j1939();
  }
}
