package dev.sockeye.testkit;

class OraclePaddedDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return OracleFixtures.padded();
  }
}
