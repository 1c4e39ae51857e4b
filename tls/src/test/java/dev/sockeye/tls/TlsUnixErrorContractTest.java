package dev.sockeye.tls;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class TlsUnixErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.unix();
  }
}
