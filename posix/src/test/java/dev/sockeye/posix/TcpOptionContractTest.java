package dev.sockeye.posix;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class TcpOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return Internet.streams();
  }
}
