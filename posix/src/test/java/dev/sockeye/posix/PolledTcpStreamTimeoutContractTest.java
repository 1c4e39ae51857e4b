package dev.sockeye.posix;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamTimeoutContract;

class PolledTcpStreamTimeoutContractTest extends StreamTimeoutContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.polledStreams();
  }
}
