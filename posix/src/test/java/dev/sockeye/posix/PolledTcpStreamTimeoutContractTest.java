package dev.sockeye.posix;

import dev.sockeye.testkit.StreamTimeoutContract;
import dev.sockeye.testkit.StreamFixture;

class PolledTcpStreamTimeoutContractTest extends StreamTimeoutContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.polledStreams();
  }
}
