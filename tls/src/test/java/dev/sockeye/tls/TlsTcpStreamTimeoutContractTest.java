package dev.sockeye.tls;

import dev.sockeye.testkit.StreamTimeoutContract;
import dev.sockeye.testkit.StreamFixture;

class TlsTcpStreamTimeoutContractTest extends StreamTimeoutContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.tcp();
  }
}
