package dev.sockeye.testkit;

class OracleStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return OracleFixtures.stream();
  }
}
