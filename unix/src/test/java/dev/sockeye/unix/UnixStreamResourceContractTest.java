package dev.sockeye.unix;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class UnixStreamResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.stream();
  }
}
