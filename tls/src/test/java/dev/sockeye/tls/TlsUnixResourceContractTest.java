package dev.sockeye.tls;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class TlsUnixResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.unix();
  }
}
