package dev.sockeye.testkit;

class OracleConcurrencyContractTest extends ConcurrencyContract {
  @Override
  protected StreamFixture fixture() {
    return OracleFixtures.stream();
  }
}
