package dev.sockeye.posix;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamPeerContract;

class TcpStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.streams();
  }
}
