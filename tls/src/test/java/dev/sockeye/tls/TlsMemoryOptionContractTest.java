package dev.sockeye.tls;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class TlsMemoryOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.memory();
  }
}
