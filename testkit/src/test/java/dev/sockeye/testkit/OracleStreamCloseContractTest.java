package dev.sockeye.testkit;

class OracleStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return OracleFixtures.stream();
  }
}
