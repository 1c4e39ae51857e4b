package dev.sockeye.examples.pipe;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class PipeListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return PipeFixture.create();
  }
}
