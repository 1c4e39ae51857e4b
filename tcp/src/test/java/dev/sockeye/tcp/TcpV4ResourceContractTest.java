package dev.sockeye.tcp;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class TcpV4ResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.v4();
  }
}
