package dev.sockeye.unix;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class UnixAbstractStreamNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.abstractStream();
  }
}
