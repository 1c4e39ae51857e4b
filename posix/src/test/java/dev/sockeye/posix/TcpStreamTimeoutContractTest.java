package dev.sockeye.posix;

import dev.sockeye.testkit.StreamTimeoutContract;
import dev.sockeye.testkit.StreamFixture;

class TcpStreamTimeoutContractTest extends StreamTimeoutContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.streams();
  }
}
