package dev.sockeye.testkit;

class OracleMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return OracleFixtures.datagrams();
  }
}
