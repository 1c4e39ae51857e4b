package dev.sockeye.tls;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class TlsMemoryNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.memory();
  }
}
