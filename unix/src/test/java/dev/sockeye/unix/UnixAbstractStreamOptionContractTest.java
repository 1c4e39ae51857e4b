package dev.sockeye.unix;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class UnixAbstractStreamOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.abstractStream();
  }
}
