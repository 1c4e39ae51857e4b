package dev.sockeye.tls;

import dev.sockeye.testkit.StreamPeerContract;
import dev.sockeye.testkit.StreamFixture;

class TlsUnixStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.unix();
  }
}
