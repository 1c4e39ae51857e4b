package dev.sockeye.vsock;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class VsockListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return VsockFixtures.stream();
  }
}
