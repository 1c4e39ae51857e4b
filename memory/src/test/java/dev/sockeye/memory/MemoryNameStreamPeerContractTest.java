package dev.sockeye.memory;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamPeerContract;

class MemoryNameStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.memory();
  }
}
