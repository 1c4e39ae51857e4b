package dev.sockeye.tls;

import dev.sockeye.testkit.StreamPeerContract;
import dev.sockeye.testkit.StreamFixture;

class TlsTcpStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.tcp();
  }
}
