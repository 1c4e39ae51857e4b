package dev.sockeye.memory;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryUnixListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.unix();
  }
}
