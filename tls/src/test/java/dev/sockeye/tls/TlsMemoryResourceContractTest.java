package dev.sockeye.tls;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class TlsMemoryResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.memory();
  }
}
