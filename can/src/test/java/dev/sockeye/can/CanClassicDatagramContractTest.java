package dev.sockeye.can;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class CanClassicDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return CanFixtures.classic();
  }
}
