package dev.sockeye.examples.pipe;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class PipeNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return PipeFixture.create();
  }
}
