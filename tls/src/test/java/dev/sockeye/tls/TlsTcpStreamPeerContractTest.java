package dev.sockeye.tls;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamPeerContract;

class TlsTcpStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.tcp();
  }
}
