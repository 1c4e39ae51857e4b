package dev.sockeye.sctp;

import dev.sockeye.Network;
import dev.sockeye.sctp.contract.SctpContract;
import dev.sockeye.testkit.MessageFixture;

/** What the cases share that only the system's SCTP can run. */
abstract class SctpCases extends SctpContract {

  static final Network NETWORK = Network.system();

  @Override
  protected MessageFixture fixture() {
    return SctpFixtures.oneToOne();
  }
}
