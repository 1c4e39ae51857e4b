package dev.sockeye.tls;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class TlsUnixStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.unix();
  }
}
