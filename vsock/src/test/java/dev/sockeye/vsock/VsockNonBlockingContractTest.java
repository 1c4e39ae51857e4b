package dev.sockeye.vsock;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class VsockNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return VsockFixtures.stream();
  }
}
