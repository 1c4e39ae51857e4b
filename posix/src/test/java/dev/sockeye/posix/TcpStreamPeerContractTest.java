package dev.sockeye.posix;

import dev.sockeye.testkit.StreamPeerContract;
import dev.sockeye.testkit.StreamFixture;

class TcpStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.streams();
  }
}
