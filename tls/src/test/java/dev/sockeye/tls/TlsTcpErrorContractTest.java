package dev.sockeye.tls;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class TlsTcpErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.tcp();
  }
}
