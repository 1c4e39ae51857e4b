package dev.sockeye.posix;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class TcpErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.streams();
  }
}
