package dev.sockeye.netlink;

import dev.sockeye.testkit.SelfTestCheck;
import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's answer. */
@Timeout(60)
class LinkListingTest {

  @ParameterizedTest
  @CsvSource({"netlink, route", "route, route"})
  void triesItself(String scheme, String where) throws IOException {
    SelfTestCheck.check(scheme, where);
  }
}
