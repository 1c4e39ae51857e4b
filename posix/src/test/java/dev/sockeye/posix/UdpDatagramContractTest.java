package dev.sockeye.posix;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class UdpDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return Internet.datagrams();
  }
}
