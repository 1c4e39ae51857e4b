package dev.sockeye.inet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPortTest {

  private static HostPort parse(String text) {
    return HostPort.parse(EndpointUri.valueOf(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "tcp://127.0.0.1:5000 127.0.0.1 5000",
        "tcp://my_host:1 my_host 1",
        "tcp://h:65535 h 65535",
        "tcp://[::1]:5000 ::1 5000",
        "tcp://[fe80::1%eth0]:5000?A=1 fe80::1%eth0 5000",
        "sctp://10.0.0.1,[::1],c:5000 10.0.0.1|::1|c 5000",
        "tcp://[::ffff:1.2.3.4]:1 ::ffff:1.2.3.4 1",
        "tcp://[fe80::1%7]:1 fe80::1%7 1",
        "tcp://:0 '' 0"
      })
  void parses(String text, String hosts, int port) {
    HostPort parsed = parse(text);
    assertEquals(hosts, String.join("|", parsed.hosts()));
    assertEquals(port, parsed.port());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "tcp:host:5; two slashes are missing: write tcp://HOST:PORT",
        "tcp://; no host and no port",
        "tcp://host; no port: write tcp://host:PORT",
        "tcp://[::1]; no port: write tcp://[::1]:PORT",
        "tcp://host:; port '' is not a number from 0 to 65535",
        "tcp://host:99999; port '99999' is not a number",
        "tcp://host:-1; port '-1' is not a number",
        "tcp://host:12345678901; is not a number",
        "tcp://host:http; port 'http' is not a number",
        "tcp://host:\u0665; is not a number",
        "tcp://host:80/path; there is no path",
        "tcp://::1:5000; needs brackets",
        "tcp://user@host:5; there is no user in tcp addresses: write tcp://HOST:PORT",
        "tcp://a,,b:5; '' is no host name",
        "tcp://[nonsense]:5; '[nonsense]' is no IPv6 address, and only these have brackets: write"
            + " tcp://[::1]:PORT",
        "tcp://[cafe]:5; '[cafe]' is no IPv6 address",
        "tcp://[1.2.3.4]:5; '[1.2.3.4]' is no IPv6 address",
        "tcp://[1:2]:5; '[1:2]' is no IPv6 address",
        "tcp://[::1::]:5; '[::1::]' is no IPv6 address",
        "tcp://[::12345]:5; '[::12345]' is no IPv6 address",
        "tcp://[:]:5; '[:]' is no IPv6 address",
        "tcp://[]:5; '[]' is no IPv6 address",
        "tcp://[fe80::1%]:5; '[fe80::1%]' is no IPv6 address",
        "tcp://[::1]x:5; '[::1]x' is no IPv6 address",
        "tcp://[::1:5; a bracket is not closed"
      })
  void tellsWhatIsWrong(String text, String why) {
    String message = assertThrows(IllegalArgumentException.class, () -> parse(text)).getMessage();
    assertTrue(message.startsWith(text + ": "), message);
    assertTrue(message.contains(why), message);
  }

  @Test
  void oneHostOnly() {
    EndpointUri list = EndpointUri.valueOf("tcp://a,b:5");
    assertThrows(IllegalArgumentException.class, () -> HostPort.parseSingle(list));
    EndpointUri one = EndpointUri.valueOf("tcp://a:5");
    assertEquals(HostPort.parse(one), HostPort.parseSingle(one));
  }

  @Test
  void aPeerHasHostAndPort() {
    EndpointUri peer = EndpointUri.valueOf("tcp://a:5");
    HostPort parsed = HostPort.parse(peer);
    assertSame(parsed, parsed.requirePeer(peer));
    for (String text : new String[] {"tcp://:5", "tcp://a:0"}) {
      EndpointUri uri = EndpointUri.valueOf(text);
      HostPort address = HostPort.parse(uri);
      assertThrows(IllegalArgumentException.class, () -> address.requirePeer(uri));
    }
  }
}
