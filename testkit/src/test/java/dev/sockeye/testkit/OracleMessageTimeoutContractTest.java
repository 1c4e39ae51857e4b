package dev.sockeye.testkit;

class OracleMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return OracleFixtures.datagrams();
  }
}
