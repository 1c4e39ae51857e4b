package dev.sockeye.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.testkit.local.Namespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A socket that a process is started with, by a parent in Python: it needs no privilege then. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketInheritedTest {

  private static final String PARENT =
      """
      import socket, subprocess, sys
      number = int(sys.argv[1])
      s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
      s.bind(('lo', number))
      s.send(bytes(12) + number.to_bytes(2, 'big') + b'hello')
      sys.exit(subprocess.call(sys.argv[2:] + ['fd:%d' % s.fileno()], pass_fds=[s.fileno()]))
      """;

  @BeforeEach
  void needsPrivilege() {
    Optional<String> why = new PacketTransport().unavailable(Packet.RAW);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  @Test
  void itIsBound() throws Exception {
    int number = PacketFixtures.freeProtocol().number();
    List<String> command = new ArrayList<>(List.of("python3", "-u", "-c", PARENT, "" + number));
    command.addAll(Namespace.UNPRIVILEGED);
    command.addAll(Namespace.javaCommand(PacketInheritedTest.class, List.of()));
    Process parent = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      PacketAddress lo =
          new PacketAddress(number, PacketFixtures.lo(), 772, PacketAddress.HOST, new byte[6]);
      String protocol = Protocols.hex(number);
      assertEquals("at " + lo + " of " + protocol + "\nhello\n", said);
      assertEquals(0, parent.waitFor());
    } finally {
      parent.destroyForcibly();
    }
  }

  /** The program that takes it over. */
  public static void main(String[] arguments) throws IOException {
    EndpointUri uri = EndpointUri.valueOf(arguments[0]).withOption("SO_RCVTIMEO", "20s");
    try (MessageEndpoint endpoint = Network.system().bindMessages(uri)) {
      System.out.println(
          "at " + endpoint.getLocalAddress() + " of " + endpoint.getOption(Packet.PROTOCOL));
      ByteBuffer buffer = ByteBuffer.allocate(100);
      endpoint.receive(buffer);
      System.out.println(
          StandardCharsets.US_ASCII.decode(buffer.flip().position(EthernetHeader.LENGTH)));
    }
  }
}
