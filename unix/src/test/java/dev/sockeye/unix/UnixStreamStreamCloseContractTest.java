package dev.sockeye.unix;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class UnixStreamStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.stream();
  }
}
