package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.NetworkOrder;
import dev.sockeye.Shutdownable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Peers that are not ours: Python's socket module, and the test programs of lksctp-tools. */
class SctpInteropTest extends SctpCases {

  private static final String ONE_TO_ONE_CLIENT =
      """
      import socket, sys
      s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132)
      s.connect(("127.0.0.1", int(sys.argv[1])))
      s.send(b"from python")
      print(s.recv(100).decode(), flush=True)
      s.close()
      """;

  private static final String ONE_TO_ONE_SERVER =
      """
      import socket
      l = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132)
      l.bind(("127.0.0.1", 0))
      l.listen(5)
      print(l.getsockname()[1], flush=True)
      s, peer = l.accept()
      while True:
          data = s.recv(100000)
          if not data: break
          s.send(data)
      print("end", flush=True)
      """;

  private static final String ONE_TO_MANY_CLIENT =
      """
      import socket, sys
      s = socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET, 132)
      s.sendto(b"from python", ("127.0.0.1", int(sys.argv[1])))
      data, peer = s.recvfrom(100)
      print(data.decode(), peer[1], flush=True)
      s.close()
      """;

  private static final String ONE_TO_MANY_SERVER =
      """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET, 132)
      s.bind(("127.0.0.1", 0))
      s.listen(5)
      print(s.getsockname()[1], flush=True)
      while True:
          data, peer = s.recvfrom(100000)
          s.sendto(data, peer)
      """;

  private Program python(String script, Object... arguments) throws Exception {
    Program.needs("python3");
    List<String> command = new ArrayList<>(List.of("python3", "-u", "-c", script));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return closing(Program.start(command.toArray(String[]::new)));
  }

  private static int port(MessageEndpoint endpoint) throws Exception {
    return ((InetSocketAddress) endpoint.getLocalAddress()).getPort();
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
  }

  @Test
  void pythonConnectsToUs() throws Exception {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1:0");
    Program client = python(ONE_TO_ONE_CLIENT, port(listener));
    MessageEndpoint accepted = closing(listener.accept());
    ByteBuffer buffer = ByteBuffer.allocate(100);
    accepted.receive(buffer);
    assertEquals("from python", text(buffer));
    send(accepted, "from java".getBytes(StandardCharsets.UTF_8));
    assertEquals("from java", client.line());
    assertEquals(MessageEndpoint.END_OF_INPUT, accepted.receive(buffer.clear()));
  }

  @Test
  void weConnectToPython() throws Exception {
    Program server = python(ONE_TO_ONE_SERVER);
    MessageEndpoint client = connect("sctp://127.0.0.1:" + server.line());
    for (int size : new int[] {1, 1000, 60_000}) {
      send(client, random(size));
      assertReceives(client, random(size));
    }
    client.unwrap(Shutdownable.class).shutdownOutput();
    assertEquals("end", server.line());
    assertEquals(MessageEndpoint.END_OF_INPUT, client.receive(ByteBuffer.allocate(1)));
  }

  @Test
  void pythonSendsToOurOneToManyEndpoint() throws Exception {
    MessageEndpoint server = bind("sctp+seqpacket://127.0.0.1:0");
    Program client = python(ONE_TO_MANY_CLIENT, port(server));
    ByteBuffer buffer = ByteBuffer.allocate(100);
    SocketAddress sender = server.receiveFrom(buffer);
    assertEquals("from python", text(buffer));
    server.sendTo(ByteBuffer.wrap("from java".getBytes(StandardCharsets.UTF_8)), sender);
    assertEquals("from java " + port(server), client.line());
  }

  @Test
  void weSendToPythonsOneToManySocket() throws Exception {
    Program server = python(ONE_TO_MANY_SERVER);
    MessageEndpoint client = connect("sctp+seqpacket://127.0.0.1:" + server.line());
    for (int size : new int[] {1, 1000, 60_000}) {
      send(client, random(size));
      assertReceives(client, random(size));
    }
  }

  @Test
  void darnSendsToUs() throws Exception {
    Program.needs("sctp_darn");
    MessageEndpoint server = bind("sctp+seqpacket://127.0.0.1:0");
    Program client =
        closing(
            Program.start(
                "sctp_darn",
                "-H",
                "127.0.0.1",
                "-P",
                "9001",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(port(server)),
                "-s"));
    client.write("hello\n");
    ByteBuffer buffer = ByteBuffer.allocate(100);
    server.receive(buffer);
    assertTrue(text(buffer).startsWith("hello"), "a line, as darn terminates it");
  }

  @Test
  void darnListensToUs() throws Exception {
    Program.needs("sctp_darn");
    Program server =
        closing(Program.start("stdbuf", "-oL", "sctp_darn", "-H", "127.0.0.1", "-P", "9002", "-l"));
    server.line(line -> line.contains("listening"));
    MessageEndpoint client = connect("sctp://127.0.0.1:9002");
    send(client, "from java".getBytes(StandardCharsets.UTF_8));
    server.line(line -> line.contains("DATA(9):  from jav")); // it leaves the last byte out
  }

  private static final Pattern SENT =
      Pattern.compile("SNDRCV\\(stream=(\\d+) flags=0x([01]) ppid=(\\d+)");

  @Test
  void streamsOrderAndProtocolOfEachMessageAreWhatCSent() throws Exception {
    Program.needs("sctp_test");
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1:0");
    Program client =
        closing(
            Program.start(
                "sctp_test",
                "-H",
                "127.0.0.1",
                "-P",
                "9003",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(port(listener)),
                "-s",
                "-c",
                "3",
                "-x",
                "3",
                "-o",
                "2",
                "-M",
                "3",
                "-r",
                "7"));
    MessageEndpoint accepted = closing(listener.accept());
    List<String> received = new ArrayList<>();
    Message message = Message.allocate(100_000);
    while (accepted.receiveMessage(message.clear()) > 0) {
      received.add(
          message.get(Sctp.STREAM_NUMBER)
              + " "
              + (message.get(Sctp.UNORDERED) ? 1 : 0)
              + " "
              + Integer.toUnsignedString(onTheWire(message.get(Sctp.PAYLOAD_PROTOCOL_ID))));
    }
    List<String> sent =
        SENT.matcher(client.end()).results().map(SctpInteropTest::describe).toList();
    assertFalse(sent.isEmpty());
    assertEquals(sent.stream().sorted().toList(), received.stream().sorted().toList());
  }

  /** The program sends a number as it is in memory, without htonl(3). */
  private static int onTheWire(int protocol) {
    return NetworkOrder.ntohl(protocol);
  }

  private static String describe(MatchResult line) {
    return line.group(1) + " " + line.group(2) + " " + line.group(3);
  }

  @Test
  void ourMessagesArriveInCOneByOne() throws Exception {
    Program.needs("sctp_test");
    Program server =
        closing(Program.start("stdbuf", "-oL", "sctp_test", "-H", "127.0.0.1", "-P", "9004", "-l"));
    server.line(line -> line.contains("Receiving packets"));
    MessageEndpoint client = connect("sctp+seqpacket://127.0.0.1:9004");
    for (int size : new int[] {1, 1453, 30_000}) {
      client.sendMessage(message(random(size)).set(Sctp.STREAM_NUMBER, 1));
      server.line(line -> line.contains("Data " + size + " bytes"));
    }
  }
}
