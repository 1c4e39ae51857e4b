package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user can write wrongly into a URI, and the whole of what is said: what to write. */
@Timeout(30)
class UriMistakesTest {

  private static final String OPTIONS =
      ": write NAME=VALUE, joined by & (and a ? in the address as %3F, a & in a value as %26)";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          tcp:127.0.0.1:80 | two slashes are missing: write tcp://HOST:PORT
          tcp:/127.0.0.1:80 | two slashes are missing: write tcp://HOST:PORT
          tcp:// | no host and no port: write tcp://HOST:PORT
          tcp://127.0.0.1 | no port: write tcp://127.0.0.1:PORT
          tcp://127.0.0.1: | port '' is not a number from 0 to 65535: write tcp://HOST:PORT
          tcp://127.0.0.1:65536 | port '65536' is not a number from 0 to 65535: write tcp://HOST:PORT
          tcp://127.0.0.1:-1 | port '-1' is not a number from 0 to 65535: write tcp://HOST:PORT
          tcp://127.0.0.1:+80 | port '+80' is not a number from 0 to 65535: write tcp://HOST:PORT
          tcp://127.0.0.1:80#x | port '80#x' is not a number from 0 to 65535: write tcp://HOST:PORT
          tcp://127.0.0.1: 80 | port ' 80' is not a number from 0 to 65535: write tcp://HOST:PORT
          tcp://127.0.0.1:99999999999 | port '99999999999' is not a number from 0 to 65535: write tcp://HOST:PORT
          tcp://127.0.0.1:80/ | there is no path in tcp addresses: write tcp://HOST:PORT
          tcp://user:pw@127.0.0.1:80 | there is no user in tcp addresses: write tcp://HOST:PORT
          tcp://127.0.0.1,127.0.0.2:80 | tcp takes one host, not a list: write tcp://HOST:PORT
          tcp://::1:80 | an IPv6 address needs brackets: write tcp://[::1]:PORT
          tcp://[::1:80 | a bracket is not closed: write tcp://[::1]:PORT
          tcp://[cafe]:80 | '[cafe]' is no IPv6 address, and only these have brackets: write tcp://[::1]:PORT
          tcp://[1.2.3.4]:80 | '[1.2.3.4]' is no IPv6 address, and only these have brackets: write tcp://[::1]:PORT
          tcp://[::1%nosuch0]:80 | no network interface 'nosuch0': write ADDRESS%NAME, with a name that this host has
          tcp://127%2E0.0.1:80 | '127%2E0.0.1' is no host name or IP address: write tcp://HOST:PORT
          tcp4://[::1]:80 | '::1' has no IPv4 address: tcp takes both families
          tcp6://127.0.0.1:80 | '127.0.0.1' has no IPv6 address: tcp takes both families
          tcp://127.0.0.1:80?TCP_NODELAY= | TCP_NODELAY cannot be '': write true or false
          tcp://127.0.0.1:80?TCP_NODELAY=maybe | TCP_NODELAY cannot be 'maybe': write true or false
          tcp://127.0.0.1:80?TCP_NODELAY=on&tcp_nodelay=on | option TCP_NODELAY is given twice: leave one of them
          tcp://127.0.0.1:80?SO_RCVBUF=4g | SO_RCVBUF cannot be '4g': write a whole number, such as 16384 or 16k
          tcp://127.0.0.1:80?SO_RCVBUF=64kb | SO_RCVBUF cannot be '64kb': write a whole number, such as 16384 or 16k
          tcp://127.0.0.1:80?SO_RCVBUF=99999999999999999999 | SO_RCVBUF cannot be '99999999999999999999': write a whole number, such as 16384 or 16k
          tcp://127.0.0.1:80?IP_TOS=999 | IP_TOS cannot be '999': Invalid IP_TOS value: write a number in its range
          tcp://127.0.0.1:80?BACKLOG=-1 | BACKLOG cannot be '-1': BACKLOG is negative: -1: write a number in its range
          tcp://127.0.0.1:80?SO_RCVTIMEO=5 | SO_RCVTIMEO cannot be '5': write a time with its unit, such as 250ms, 5s or 2m
          tcp://127.0.0.1:80?SO_RCVTIMEO=5 s | SO_RCVTIMEO cannot be '5 s': write a time with its unit, such as 250ms, 5s or 2m
          tcp://127.0.0.1:80?SO_RCVTIMEO=9223372036854775807h | SO_RCVTIMEO cannot be '9223372036854775807h': write a time with its unit, such as 250ms, 5s or 2m
          tcp://127.0.0.1:80?MAX_MESSAGE_SIZE=-1 | MAX_MESSAGE_SIZE is -1, not 0 to 2147483583
          tcp://127.0.0.1:80?A=%4 | a % must be followed by two hexadecimal digits: write %25 for the character %
          tcp://127.0.0.1:80?A=%ff | the bytes written as %XX are no text in UTF-8: write %C3%BC for ü
          udp://127.0.0.1:0?IP_MULTICAST_IF=nosuch0 | IP_MULTICAST_IF cannot be 'nosuch0': write the name of a network interface
          udp://127.0.0.1:0?IP_MULTICAST_TTL=256 | IP_MULTICAST_TTL cannot be '256': Invalid TTL/hop value: write a number in its range
          udp://127.0.0.1:0?IP_ADD_MEMBERSHIP=10.0.0.1 | IP_ADD_MEMBERSHIP cannot be '10.0.0.1': 10.0.0.1 is not a multicast address: write GROUP, GROUP@INTERFACE or GROUP@INTERFACE/SOURCE, or several with commas
          udp://127.0.0.1:0?IP_ADD_MEMBERSHIP=239.0.0.1@nosuch0 | IP_ADD_MEMBERSHIP cannot be '239.0.0.1@nosuch0': no network interface nosuch0: write GROUP, GROUP@INTERFACE or GROUP@INTERFACE/SOURCE, or several with commas
          udp://127.0.0.1:0?IP_ADD_MEMBERSHIP= | IP_ADD_MEMBERSHIP cannot be '': an address is missing: write GROUP, GROUP@INTERFACE or GROUP@INTERFACE/SOURCE, or several with commas
          udp://127.0.0.1:0?IP_ADD_MEMBERSHIP=239.0.0.1/ | IP_ADD_MEMBERSHIP cannot be '239.0.0.1/': an address is missing: write GROUP, GROUP@INTERFACE or GROUP@INTERFACE/SOURCE, or several with commas
          udp://127.0.0.1:0?IP_BLOCK_SOURCE=239.0.0.1 | IP_BLOCK_SOURCE cannot be '239.0.0.1': no source is named: write GROUP@INTERFACE/SOURCE
          unix: | no address after the scheme: write SCHEME:ADDRESS, such as tcp://host:port or unix:/path
          unix:/a%00b | Nul character not allowed: a path cannot have this character
          unix:/a%zz | a % must be followed by two hexadecimal digits: write %25 for the character %
          unix:/%ff | the bytes written as %XX are no text in UTF-8: write %C3%BC for ü
          unix:/nowhere/a?mode=0999 | MODE cannot be '0999': write permissions as octal digits, such as 0600
          localhost:80 | no scheme: write SCHEME://HOST:PORT, such as tcp://localhost:80
          /run/a.sock | no scheme: write SCHEME:ADDRESS, such as tcp://host:port or unix:/path
          """)
  void isTold(String text, String told) {
    assertEquals(text + ": " + told, refusal(text));
    if (!text.contains("IP_BLOCK_SOURCE")) { // what acts when it is set is read, not tried
      assertEquals(text + ": " + told, checked(text));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1:80?, option '' has no value",
    "tcp://127.0.0.1:80?TCP_NODELAY, option 'TCP_NODELAY' has no value",
    "tcp://127.0.0.1:80?TCP_NODELAY=on&, option '' has no value",
    "tcp://127.0.0.1:80?=on, option '=on' has no name",
    "unix:/tmp/a?b, option 'b' has no value"
  })
  void saysHowOptionsAreWritten(String text, String told) {
    assertEquals(text + ": " + told + OPTIONS, refusal(text));
    assertEquals(text + ": " + told + OPTIONS, checked(text));
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1:80?TCP_NODELAI=on, unknown option TCP_NODELAI: did you mean TCP_NODELAY? (tcp"
        + " has",
    "udp://127.0.0.1:0?BACKLOG=5, unknown option BACKLOG (udp has",
    "unix:/nowhere/a?MOD=0600, unknown option MOD: did you mean MODE? (unix has",
    "unix+dgrm:/a, unknown scheme unix+dgrm: did you mean unix+dgram? (present are"
  })
  void suggestsTheNearest(String text, String told) {
    for (String message : new String[] {refusal(text), checked(text)}) {
      assertTrue(message.startsWith(text + ": " + told), message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://:80, no host to connect to: write tcp://HOST:80 (without a host one can only listen)",
    "tcp://127.0.0.1:0, port 0 cannot be connected to (it is for listening on a free port): write"
        + " the port that the peer listens on"
  })
  void aPeerHasHostAndPort(String text, String told) throws IOException {
    for (Network network : new Network[] {Network.system(), MemoryNetwork.create()}) {
      EndpointUri uri = EndpointUri.valueOf(text);
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> network.connectMessages(uri));
      assertEquals(text + ": " + told, e.getMessage());
    }
  }

  @Test
  void whatIsUnusualAndRightIsTaken() throws IOException {
    for (String text :
        new String[] {
          "TCP://127.0.0.1:0",
          "tcp://[::ffff:127.0.0.1]:0",
          "tcp://127.0.0.1:00000",
          "tcp://127.0.0.1:0?backlog=0x10&SO_RCVTIMEO=99999999h&Tcp_NoDelay=ON&max_message_size=0"
        }) {
      EndpointUri uri = EndpointUri.valueOf("  " + text + "\t");
      Network.system().check(uri, MessageEndpoint.class);
      try (Listener<MessageEndpoint> listener = Network.system().listenMessages(uri)) {
        assertTrue(listener.isOpen());
      }
    }
  }

  /** Of the side that a server is, where there are more options than on the other. */
  private static String refusal(String text) {
    return assertThrows(Exception.class, () -> open(EndpointUri.valueOf(text))).getMessage();
  }

  /** What is told of it where nothing is opened. */
  private static String checked(String text) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> Network.system().check(EndpointUri.valueOf(text), MessageEndpoint.class))
        .getMessage();
  }

  private static void open(EndpointUri uri) throws IOException {
    if (uri.scheme().startsWith("udp")) {
      Network.system().bindMessages(uri).close();
    } else {
      Network.system().listenMessages(uri).close();
    }
  }
}
