package dev.sockeye.testkit;

class OracleMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return OracleFixtures.datagrams();
  }
}
