package dev.sockeye.tls;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamTimeoutContract;

class TlsTcpStreamTimeoutContractTest extends StreamTimeoutContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.tcp();
  }
}
