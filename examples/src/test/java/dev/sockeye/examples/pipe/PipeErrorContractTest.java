package dev.sockeye.examples.pipe;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class PipeErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return PipeFixture.create();
  }
}
