package dev.sockeye.examples.pipe;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class PipeOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return PipeFixture.create();
  }
}
