package dev.sockeye.testkit;

class OracleStreamPeerContractTest extends StreamPeerContract {
  @Override
  protected StreamFixture fixture() {
    return OracleFixtures.stream();
  }
}
