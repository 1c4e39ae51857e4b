package dev.sockeye.raw;

import dev.sockeye.testkit.SelfTestCheck;
import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The system answers, on this host. */
@Timeout(60)
class EchoExchangeTest {

  @ParameterizedTest
  @CsvSource({
    "ping, 127.0.0.1",
    "ping4, 127.0.0.1",
    "ping6, [::1]",
    "raw, 127.0.0.1:icmp",
    "raw4, 127.0.0.1:icmp",
    "raw6, [::1]:icmpv6"
  })
  void triesItself(String scheme, String where) throws IOException {
    SelfTestCheck.check(scheme, where);
  }
}
