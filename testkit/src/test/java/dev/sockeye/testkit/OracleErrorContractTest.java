package dev.sockeye.testkit;

class OracleErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return OracleFixtures.stream();
  }
}
