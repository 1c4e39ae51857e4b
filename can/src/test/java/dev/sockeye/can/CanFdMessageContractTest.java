package dev.sockeye.can;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class CanFdMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return CanFixtures.fd();
  }
}
