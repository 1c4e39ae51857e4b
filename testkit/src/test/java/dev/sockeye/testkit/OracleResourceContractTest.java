package dev.sockeye.testkit;

class OracleResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return OracleFixtures.stream();
  }
}
