package dev.sockeye.inet;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InetAddressesTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "255.255.255.255", "::1", "fe80::1%lo"})
  void anAddressIsNumeric(String host) {
    assertTrue(InetAddresses.isNumeric(host));
  }

  /** Resolvers read these in different ways, or ask for them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "1.2.3",
        "1.2.3.4.5",
        "256.0.0.1",
        "010.0.0.1",
        "01.2.3.4",
        "1..2.3",
        "1.2.3.x",
        "1.2.3.4567",
        "0x7f.0.0.1",
        ""
      })
  void whatMayBeReadOtherwiseIsNot(String host) {
    assertFalse(InetAddresses.isNumeric(host));
  }
}
