package dev.sockeye.testkit;

class OraclePaddedMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return OracleFixtures.padded();
  }
}
