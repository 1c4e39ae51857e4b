package dev.sockeye.examples.pipe;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class PipeResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return PipeFixture.create();
  }
}
