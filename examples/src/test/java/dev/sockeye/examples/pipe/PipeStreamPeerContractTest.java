package dev.sockeye.examples.pipe;

import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.StreamPeerContract;

class PipeStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return PipeFixture.create();
  }
}
