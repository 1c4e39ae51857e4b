package dev.sockeye.memory;

import dev.sockeye.testkit.MessageConnectionContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryPlainSctpMessageConnectionContractTest extends MessageConnectionContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.plainSctp();
  }
}
