package dev.sockeye.posix;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class PolledTcpStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.polledStreams();
  }
}
