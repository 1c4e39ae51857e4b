package dev.sockeye.testkit;

class OracleListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return OracleFixtures.stream();
  }
}
