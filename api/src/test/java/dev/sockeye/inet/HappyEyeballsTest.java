package dev.sockeye.inet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class HappyEyeballsTest {

  private static InetSocketAddress ip(String literal) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(literal), 1);
  }

  @Test
  void theFamiliesTakeTurnsBeginningWithTheFirstAddressesOwn() throws IOException {
    InetSocketAddress a6 = ip("::a");
    InetSocketAddress b6 = ip("::b");
    InetSocketAddress c6 = ip("::c");
    InetSocketAddress a4 = ip("127.0.0.1");
    InetSocketAddress b4 = ip("127.0.0.2");
    assertEquals(
        List.of(a6, a4, b6, b4, c6), HappyEyeballs.interleave(List.of(a6, b6, c6, a4, b4)));
    assertEquals(List.of(a4, a6, b4), HappyEyeballs.interleave(List.of(a4, b4, a6)));
    assertEquals(List.of(a4, b4), HappyEyeballs.interleave(List.of(a4, b4)));
  }
}
