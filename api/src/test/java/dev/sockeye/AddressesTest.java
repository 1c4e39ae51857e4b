package dev.sockeye;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {

  /** The examples of RFC 5952, sections 4 and 5, and what surrounds them. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "::1, [::1]",
    "::, [::]",
    "1::, [1::]",
    "2001:0db8:0:0:0:0:0002:0001, [2001:db8::2:1]",
    "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]",
    "2001:0:0:1:0:0:0:1, [2001:0:0:1::1]",
    "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]",
    "2001:DB8::ABCD, [2001:db8::abcd]",
    "fe80::1%1, [fe80::1%1]",
    "1:2:3:4:5:6:0:0, [1:2:3:4:5:6::]",
    "::ffff:10.0.0.7, 10.0.0.7"
  })
  void writesHostAndPort(String literal, String host) throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getAllByName(literal)[0], 5000);
    assertEquals(host + ":5000", Addresses.hostPort(address));
    assertEquals(host + ":5000", Addresses.format(address));
  }

  @Test
  void writesNames() throws Exception {
    InetAddress named = InetAddress.getByAddress("db.internal", new byte[] {10, 0, 0, 7});
    assertEquals("db.internal/10.0.0.7:5432", Addresses.format(new InetSocketAddress(named, 5432)));
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("db.internal", 5432);
    assertEquals("db.internal:5432", Addresses.format(unresolved));
    assertEquals("db.internal:5432", Addresses.hostPort(unresolved));
  }

  @Test
  void writesOthers() {
    assertEquals("/run/a.sock", Addresses.format(UnixDomainSocketAddress.of("/run/a.sock")));
    assertEquals("unnamed", Addresses.format(UnixDomainSocketAddress.of("")));
    assertEquals("unbound", Addresses.format(null));
    SocketAddress own =
        new SocketAddress() {
          private static final long serialVersionUID = 1L;

          @Override
          public String toString() {
            return "@own";
          }
        };
    assertEquals("@own", Addresses.format(own));
  }
}
