package dev.sockeye.examples.pipe;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class PipeStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return PipeFixture.create();
  }
}
