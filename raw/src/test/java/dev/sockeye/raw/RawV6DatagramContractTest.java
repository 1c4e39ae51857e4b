package dev.sockeye.raw;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class RawV6DatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return RawFixtures.v6();
  }
}
