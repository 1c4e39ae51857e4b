package dev.sockeye.raw;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class RawV4DatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return RawFixtures.v4();
  }
}
