package dev.sockeye.tls;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class TlsMemoryErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.memory();
  }
}
