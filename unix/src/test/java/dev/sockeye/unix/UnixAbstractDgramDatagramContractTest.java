package dev.sockeye.unix;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class UnixAbstractDgramDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return UnixFixtures.abstractDatagrams();
  }
}
