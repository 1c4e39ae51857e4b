package dev.sockeye;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.inet.HostPort;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointUriTest {

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text);
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1:5000, tcp, //127.0.0.1:5000",
    "TCP://my_host:5000, tcp, //my_host:5000",
    "tcp://[::1]:5000?TCP_NODELAY=false, tcp, //[::1]:5000",
    "tcp://:5000, tcp, //:5000",
    "unix:/run/a.sock?mode=0600&BACKLOG=64, unix, /run/a.sock",
    "unix:@name, unix, @name",
    "unix+seqpacket:relative/a:b, unix+seqpacket, relative/a:b",
    "'sctp://10.0.0.1,10.1.0.1:5000?SCTP_INIT_MAXSTREAMS=16:16', sctp, '//10.0.0.1,10.1.0.1:5000'",
    "memory:name, memory, name"
  })
  void parses(String text, String scheme, String address) {
    EndpointUri uri = uri("  " + text + " ");
    assertEquals(scheme, uri.scheme());
    assertEquals(address, uri.address());
    assertEquals(text, uri.toString());
    assertEquals(uri(text), uri);
    assertEquals(uri(text).hashCode(), uri.hashCode());
  }

  @Test
  void optionsKeepTheirOrder() {
    Map<String, String> options = uri("unix:a?mode=0600&Backlog=%36%34&EMPTY=&X=a=b").options();
    assertEquals(List.of("MODE", "BACKLOG", "EMPTY", "X"), List.copyOf(options.keySet()));
    assertEquals(List.of("0600", "64", "", "a=b"), List.copyOf(options.values()));
    assertThrows(UnsupportedOperationException.class, () -> options.put("A", "b"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"\", no URI was given",
        "\"  \", no URI was given",
        "host, no scheme",
        "/run/a.sock, no scheme",
        ":5000, no scheme",
        "1tcp://host:5, no scheme",
        "\ufefftcp://host:5, the character '\ufeff' (U+FEFF) cannot be in a scheme",
        "\u00a0tcp://host:5, (U+00A0) cannot be in a scheme",
        "'tcp://host:5', the character ''' (U+0027) cannot be in a scheme",
        "tcp://h:1?, has no value",
        "tcp://h:1?A, option 'A' has no value",
        "tcp://h:1?A=1&, option '' has no value",
        "tcp://h:1?=1, option '=1' has no name",
        "unix:/a?b, (and a ? in the address as %3F",
        "tcp://h:1?A=1&a=2, option A is given twice: leave one of them",
        "tcp://h:1?A=%ff, are no text in UTF-8",
        "tcp://h:1?A=%c3x, are no text in UTF-8",
        "tcp://h:1?A B=1, is no option's name",
        "tcp://h:1?A=%4, must be followed by two hexadecimal digits",
        "tcp://h:1?A=%zz, must be followed by two hexadecimal digits"
      })
  void tellsWhatIsWrong(String text, String why) {
    String message = assertThrows(IllegalArgumentException.class, () -> uri(text)).getMessage();
    assertTrue(message.contains(why), message);
    assertTrue(message.startsWith(text.strip()), message);
  }

  @Test
  void refusesControlCharacters() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> uri("unix:a\nb")).getMessage();
    assertTrue(message.contains("position 6") && message.contains("%0A"), message);
  }

  @Test
  void decodesAddresses() {
    assertEquals("/a ?%ü", uri("unix:/a%20%3f%25ü").decodedAddress());
    assertArrayEquals(new byte[] {'@', 0, (byte) 0xff}, uri("unix:@%00%FF").addressBytes());
    EndpointUri latin = uri("unix:/%fc");
    assertThrows(IllegalArgumentException.class, latin::decodedAddress);
    EndpointUri bad = uri("unix:/100%");
    assertThrows(IllegalArgumentException.class, bad::addressBytes);
  }

  @Test
  void isLookedUpInAConfiguration() {
    Map<String, String> environment =
        Map.of("SENSOR", "tcp://cellar:5000", "EMPTY", "", "BAD", "cellar:5000?A");
    assertEquals(uri("tcp://cellar:5000"), EndpointUri.configured("SENSOR", environment::get));
    assertEquals(
        "NONE is not set: write a URI such as tcp://127.0.0.1:5000",
        refused("NONE", environment::get));
    assertEquals(
        "EMPTY: no URI was given: write one such as tcp://127.0.0.1:5000",
        refused("EMPTY", environment::get));
    assertTrue(
        refused("BAD", environment::get)
            .startsWith("BAD: cellar:5000?A: option 'A' has no value: write NAME=VALUE"));
  }

  private static String refused(String key, UnaryOperator<String> configuration) {
    return assertThrows(
            IllegalArgumentException.class, () -> EndpointUri.configured(key, configuration))
        .getMessage();
  }

  @Test
  void changesOptions() {
    EndpointUri uri = uri("tcp://h:1?A=1&B=2");
    assertEquals("tcp://h:1?A=3&B=2", uri.withOption("a", "3").toString());
    assertEquals("x y&?%", uri(uri.withOption("C", "x y&?%").toString()).options().get("C"));
    assertEquals("tcp://h:1?B=2", uri.withoutOption("a").toString());
    assertSame(uri, uri.withoutOption("c"));
    assertEquals("tcp://h:1", uri.withoutOptions().toString());
    assertSame(uri, uri("tcp://h:1").equals(uri) ? null : uri);
    assertThrows(IllegalArgumentException.class, () -> uri.withOption("a b", "3"));
    assertNotEquals(uri, uri.withoutOptions());
    assertEquals(1, uri.withoutOption("A").options().size());
  }

  @Test
  void changesTheAddress() {
    EndpointUri tcp = uri("tcp://localhost:0?A=1");
    assertEquals(
        "tcp://127.0.0.1:80?A=1",
        tcp.withAddress(new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 80))
            .toString());
    EndpointUri unix = uri("unix:x").withAddress(UnixDomainSocketAddress.of("/run/ü? %"));
    assertEquals("/run/ü? %", unix.decodedAddress());
    assertEquals("/run/ü? %", uri(unix.toString()).decodedAddress());
  }

  @Test
  void whateverIsWrittenIsAUriOrRefusedWithAReason() {
    String[] parts = {
      "tcp",
      "://",
      "unix:",
      "//",
      "[",
      "]",
      "::1",
      "%",
      "%4",
      "%ff",
      "?",
      "&",
      "=",
      "BACKLOG=",
      "64k",
      "host",
      ":",
      "80",
      "65536",
      "99999999999",
      ",",
      "@",
      "\\",
      "#",
      " ",
      "\0",
      "\u00e9",
      "\ud800",
      "\udc00",
      "\u0663",
      "\u2028"
    };
    Random random = new Random(1);
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "tcp://" : "");
      for (int n = random.nextInt(8); n >= 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      parsed += roundTrips(text.toString()) ? 1 : 0;
    }
    assertTrue(parsed > 1000, parsed + " of 20000");
  }

  private static boolean roundTrips(String text) {
    try {
      EndpointUri uri = uri(text);
      assertEquals(text.strip(), uri.toString());
      EndpointUri more = uri.withOption("q.x", text);
      assertEquals(text, uri(more.toString()).options().get("Q.X"));
      assertEquals(uri.address(), uri(more.toString()).address());
      HostPort.parse(uri);
      return true;
    } catch (IllegalArgumentException e) {
      assertFalse(e.getMessage().isBlank());
      return e.getMessage().startsWith(text.strip()); // it was HostPort that refused, or an option
    }
  }
}
