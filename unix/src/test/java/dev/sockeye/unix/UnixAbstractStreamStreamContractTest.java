package dev.sockeye.unix;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class UnixAbstractStreamStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.abstractStream();
  }
}
