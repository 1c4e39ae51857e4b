package dev.sockeye.testkit;

class OracleMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return OracleFixtures.datagrams();
  }
}
