package dev.sockeye.posix;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class TcpListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.streams();
  }
}
