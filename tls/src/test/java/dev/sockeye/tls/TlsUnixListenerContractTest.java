package dev.sockeye.tls;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class TlsUnixListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return TlsFixtures.unix();
  }
}
