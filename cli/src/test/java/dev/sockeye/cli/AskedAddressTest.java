package dev.sockeye.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.testkit.local.Askers;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.channels.Pipe;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is bound to all addresses answers from the one that was asked. */
@Timeout(60)
class AskedAddressTest {

  private static final int IPPROTO_UDP = 17;

  @BeforeAll
  static void canBeTold() throws IOException {
    Askers.assumeTold();
  }

  private static int relay(String from) throws Exception {
    Shell server = Shell.onThisHost();
    server.serve("echo", "udp4://127.0.0.1:0");
    Shell relay = Shell.onThisHost();
    relay.serve("relay", from, server.awaitListening());
    return port(relay);
  }

  private static int port(Shell server) throws Exception {
    String uri = server.awaitListening();
    return Integer.parseInt(uri.substring(uri.lastIndexOf(':') + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp4://:0", "udp://:0"})
  void relaying(String from) throws Exception {
    int port = relay(from);
    assertEquals(
        "127.0.0.2\n127.0.0.1", Askers.ask(IPPROTO_UDP, port, 1, "127.0.0.2", "127.0.0.1"));
  }

  /** One socket that asks two addresses is answered from both. */
  @Test
  void relayOfOneThatAsksTwo() throws Exception {
    int port = relay("udp4://:0");
    Set<String> answered = new TreeSet<>();
    try (DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(20_000);
      for (String host : new String[] {"127.0.0.2", "127.0.0.3"}) {
        client.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(host), port));
      }
      DatagramPacket answer = new DatagramPacket(new byte[1], 1);
      for (int i = 0; i < 2; i++) {
        client.receive(answer);
        answered.add(answer.getAddress().getHostAddress());
      }
    }
    assertEquals(Set.of("127.0.0.2", "127.0.0.3"), answered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp4://:0", "udp://:0"})
  void listening(String where) throws Exception {
    Pipe input = Pipe.open();
    Shell shell = Shell.onThisHost().withInput(input.source());
    shell.serve("listen", where);
    input.sink().write(UTF_8.encode("to whoever asks first"));
    assertEquals("127.0.0.2", Askers.ask(IPPROTO_UDP, port(shell), 1, "127.0.0.2"));
    input.sink().close();
  }
}
