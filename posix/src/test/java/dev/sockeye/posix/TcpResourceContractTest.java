package dev.sockeye.posix;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class TcpResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.streams();
  }
}
