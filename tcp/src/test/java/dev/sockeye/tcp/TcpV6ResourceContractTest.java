package dev.sockeye.tcp;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class TcpV6ResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return TcpFixtures.v6();
  }
}
