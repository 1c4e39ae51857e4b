package dev.sockeye.unix;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class UnixModeStreamResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return UnixFixtures.streamWithMode();
  }
}
