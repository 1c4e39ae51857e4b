package dev.sockeye.unix;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class UnixAbstractStreamErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.abstractStream();
  }
}
