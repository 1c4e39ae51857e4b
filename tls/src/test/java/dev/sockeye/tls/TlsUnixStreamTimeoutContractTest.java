package dev.sockeye.tls;

import dev.sockeye.testkit.StreamTimeoutContract;
import dev.sockeye.testkit.StreamFixture;

class TlsUnixStreamTimeoutContractTest extends StreamTimeoutContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.unix();
  }
}
