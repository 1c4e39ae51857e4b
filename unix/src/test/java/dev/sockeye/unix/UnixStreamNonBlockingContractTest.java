package dev.sockeye.unix;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class UnixStreamNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.stream();
  }
}
