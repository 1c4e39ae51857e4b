package dev.sockeye.tls;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class TlsUnixOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.unix();
  }
}
