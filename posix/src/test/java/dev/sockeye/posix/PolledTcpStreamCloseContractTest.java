package dev.sockeye.posix;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class PolledTcpStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.polledStreams();
  }
}
