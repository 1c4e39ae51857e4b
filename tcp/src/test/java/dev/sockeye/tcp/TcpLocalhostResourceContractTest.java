package dev.sockeye.tcp;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class TcpLocalhostResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.localhost();
  }
}
