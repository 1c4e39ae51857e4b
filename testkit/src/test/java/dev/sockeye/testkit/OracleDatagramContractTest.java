package dev.sockeye.testkit;

class OracleDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return OracleFixtures.datagrams();
  }
}
