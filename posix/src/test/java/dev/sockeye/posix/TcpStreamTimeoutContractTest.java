package dev.sockeye.posix;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamTimeoutContract;

class TcpStreamTimeoutContractTest extends StreamTimeoutContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.streams();
  }
}
