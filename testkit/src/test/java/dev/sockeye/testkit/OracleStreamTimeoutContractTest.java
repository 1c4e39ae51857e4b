package dev.sockeye.testkit;

class OracleStreamTimeoutContractTest extends StreamTimeoutContract {
  @Override
  protected StreamFixture fixture() {
    return OracleFixtures.stream();
  }
}
