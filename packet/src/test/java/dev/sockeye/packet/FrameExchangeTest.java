package dev.sockeye.packet;

import dev.sockeye.testkit.SelfTestCheck;
import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames on the loopback interface. */
@Timeout(60)
class FrameExchangeTest {

  @ParameterizedTest
  @CsvSource({"packet, lo", "packet+dgram, lo"})
  void triesItself(String scheme, String where) throws IOException {
    SelfTestCheck.check(scheme, where);
  }
}
