package dev.sockeye.unix;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class UnixStreamStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.stream();
  }
}
