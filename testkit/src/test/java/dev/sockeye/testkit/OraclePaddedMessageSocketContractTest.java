package dev.sockeye.testkit;

class OraclePaddedMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return OracleFixtures.padded();
  }
}
