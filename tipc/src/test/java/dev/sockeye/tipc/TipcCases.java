package dev.sockeye.tipc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** What the tests of this module share. */
final class TipcCases {

  private TipcCases() {}

  /** Skips a test where there is no TIPC, and says why. */
  static void needsTipc() {
    Optional<String> why = new TipcTransport().unavailable(Tipc.RDM);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }
}
