package dev.sockeye.tls;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class TlsUnixStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.unix();
  }
}
