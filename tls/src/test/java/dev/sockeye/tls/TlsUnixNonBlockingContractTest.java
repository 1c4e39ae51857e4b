package dev.sockeye.tls;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class TlsUnixNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.unix();
  }
}
