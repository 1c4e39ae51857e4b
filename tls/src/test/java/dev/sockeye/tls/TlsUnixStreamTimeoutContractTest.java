package dev.sockeye.tls;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamTimeoutContract;

class TlsUnixStreamTimeoutContractTest extends StreamTimeoutContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.unix();
  }
}
