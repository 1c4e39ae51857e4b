package dev.sockeye.testkit;

class OraclePaddedMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return OracleFixtures.padded();
  }
}
