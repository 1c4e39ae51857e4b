package dev.sockeye.unix;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class UnixStreamErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.stream();
  }
}
