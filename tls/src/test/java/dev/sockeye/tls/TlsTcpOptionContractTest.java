package dev.sockeye.tls;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class TlsTcpOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.tcp();
  }
}
