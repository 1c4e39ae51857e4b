package dev.sockeye.posix;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class PolledTcpListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.polledStreams();
  }
}
