package dev.sockeye.tls;

import dev.sockeye.testkit.StreamTimeoutContract;
import dev.sockeye.testkit.StreamFixture;

class TlsMemoryStreamTimeoutContractTest extends StreamTimeoutContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.memory();
  }
}
