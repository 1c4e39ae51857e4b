package dev.sockeye.testkit;

class OracleOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return OracleFixtures.stream();
  }
}
