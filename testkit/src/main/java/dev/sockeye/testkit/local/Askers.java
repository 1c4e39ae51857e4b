package dev.sockeye.testkit.local;

import dev.sockeye.EndpointUri;
import dev.sockeye.InetOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Peers that are python3's sockets, and tell from which address they were answered. */
public final class Askers {

  /** Asks each address, maybe from another, so many times at once, and prints who answered. */
  private static final String PEER =
      """
      import socket, sys
      protocol, port, together = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
      for words in sys.argv[4:]:
          host, *sender = words.split(' from ')
          found = socket.getaddrinfo(host, port, 0, socket.SOCK_DGRAM)[0]
          s = socket.socket(found[0], socket.SOCK_DGRAM, protocol)
          s.settimeout(20)
          if sender: s.bind((sender[0], 0))
          for i in range(together):
              s.sendto(b'x', found[4])
          print(*{s.recvfrom(9)[1][0] for i in range(together)})
      """;

  private Askers() {}

  /**
   * Skips the test where a socket cannot tell which address was asked.
   *
   * @throws IOException if no socket can be opened
   */
  public static void assumeTold() throws IOException {
    try (MessageEndpoint probe = Network.system().bindMessages(EndpointUri.valueOf("udp4://:0"))) {
      if (!probe.supportedOptions().contains(InetOptions.IP_PKTINFO)) {
        String why = "no native calls here, or not Linux";
        System.out.println("Skipped: " + why);
        Assumptions.abort(why);
      }
    }
  }

  /**
   * Asks a server of datagrams at several addresses, each from a socket that is not connected.
   *
   * @param protocol the number of UDP or UDP-Lite
   * @param port the server's port
   * @param together how many datagrams each sends at once
   * @param hosts the addresses; to send from another one, {@code 127.0.0.2 from 127.0.0.3}
   * @return who answered, a line for each; if it failed, {@code failed:} and why
   * @throws Exception if python3 cannot be run
   */
  public static String ask(int protocol, int port, int together, String... hosts) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-c", PEER));
    for (int number : List.of(protocol, port, together)) {
      command.add(Integer.toString(number));
    }
    command.addAll(List.of(hosts));
    Process process = Programs.start(new ProcessBuilder(command).redirectErrorStream(true));
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? told.strip() : "failed: " + told;
  }
}
