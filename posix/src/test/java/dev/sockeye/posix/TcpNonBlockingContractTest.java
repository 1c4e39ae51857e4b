package dev.sockeye.posix;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class TcpNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.streams();
  }
}
