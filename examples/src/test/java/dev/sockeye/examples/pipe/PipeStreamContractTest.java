package dev.sockeye.examples.pipe;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class PipeStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return PipeFixture.create();
  }
}
