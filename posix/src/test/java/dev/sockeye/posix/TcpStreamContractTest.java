package dev.sockeye.posix;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class TcpStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.streams();
  }
}
