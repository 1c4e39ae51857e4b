package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.Network;
import dev.sockeye.SelfTest;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Assumptions;

/** What every {@link SelfTest} of a transport keeps to. */
public final class SelfTestCheck {

  private static final int EXCHANGES = 50;

  private SelfTestCheck() {}

  /**
   * Runs two of one scheme at once, neither of which may take the other's messages for its own, and
   * closes them. Skips the test, with the reason, on a host that cannot run the scheme.
   *
   * @param scheme the scheme
   * @param where what {@link SelfTest#where} is to say
   * @throws IOException if it fails
   */
  public static void check(String scheme, String where) throws IOException {
    Network network = Network.system();
    network
        .scheme(scheme)
        .orElseThrow()
        .unavailable()
        .ifPresent(
            why -> {
              System.out.println("Skipped: " + scheme + ": " + why);
              Assumptions.abort(why);
            });
    SelfTest one = network.selfTest(scheme).orElseThrow();
    try (one;
        SelfTest other = network.selfTest(scheme).orElseThrow()) {
      assertEquals(where, one.where());
      for (int i = 0; i < EXCHANGES; i++) {
        one.exchange();
        other.exchange();
      }
    }
    assertThrows(ClosedChannelException.class, one::exchange);
  }
}
