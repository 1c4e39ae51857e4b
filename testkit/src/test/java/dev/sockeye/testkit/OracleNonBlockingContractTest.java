package dev.sockeye.testkit;

class OracleNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return OracleFixtures.stream();
  }
}
