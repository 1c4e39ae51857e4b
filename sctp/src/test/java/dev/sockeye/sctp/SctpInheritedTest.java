package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sockets that a process is started with, by a parent in Python, which asked for no events. */
class SctpInheritedTest extends SctpCases {

  private static final String PARENT =
      """
      import socket, subprocess, sys
      command = sys.argv[1:]
      child = None
      def sctp(type, family=socket.AF_INET):
        return socket.socket(family, type, 132)
      def start(*calls, sockets=()):
        global child
        child = subprocess.Popen(command + list(calls), pass_fds=[s.fileno() for s in sockets],
            stdout=subprocess.PIPE)
        for s in sockets:
          s.close()
      def uri(s):
        return 'fd:%d' % s.fileno()
      def finish():
        for line in child.stdout:
          print(line.decode().strip())
        print('status', child.wait())
      """;

  private Program parent(String script) throws Exception {
    Program.needs("python3");
    List<String> command = new ArrayList<>(List.of("python3", "-u", "-c", PARENT + script));
    command.addAll(SctpInheritor.command());
    return closing(Program.start(command.toArray(String[]::new)));
  }

  private static void assertSays(Program parent, String... lines) throws Exception {
    for (String line : lines) {
      assertEquals(line, parent.line());
    }
  }

  /** One connected before, when nobody had asked for events, and is greeted before it sends. */
  @ParameterizedTest
  @CsvSource({"AF_INET, 127.0.0.1, 127.0.0.1", "AF_INET6, ::1, '[::1]'"})
  void aListenerIsListenedOn(String family, String host, String told) throws Exception {
    Program parent =
        parent(
            """
            s = sctp(socket.SOCK_STREAM, socket.%s)
            s.bind(('%s', 0))
            s.listen(5)
            where = s.getsockname()
            print(where[1])
            early = sctp(socket.SOCK_STREAM, socket.%s)
            early.connect(where)
            start('listen', uri(s), sockets=[s])
            late = sctp(socket.SOCK_STREAM, socket.%s)
            late.connect(where)
            print(early.getsockname()[1], late.getsockname()[1])
            for client in early, late:
              print(client.recv(9).decode())
              client.send(b'ping')
              print(client.recv(9).decode() + client.recv(9).decode() + '.')
            finish()
            """
                .formatted(family, host, family, family));
    String port = parent.line();
    String[] clients = parent.line().split(" ", -1);
    assertSays(parent, "hello", "ping.", "hello", "ping.");
    assertSays(parent, "at " + told + ":" + port);
    assertSays(parent, "stream 0 numbered", "from " + told + ":" + clients[0]);
    assertSays(parent, "stream 0 numbered", "from " + told + ":" + clients[1], "status 0");
  }

  @Test
  void aConnectionIsConnectedTo() throws Exception {
    Program parent =
        parent(
            """
            s = sctp(socket.SOCK_STREAM)
            s.bind(('127.0.0.1', 0))
            s.listen(5)
            client = sctp(socket.SOCK_STREAM)
            client.connect(s.getsockname())
            accepted, _ = s.accept()
            print(s.getsockname()[1], client.getsockname()[1])
            start('connect', uri(accepted), sockets=[accepted])
            print(client.recv(9).decode())
            client.send(b'ping')
            print(client.recv(9).decode() + client.recv(9).decode() + '.')
            finish()
            """);
    String[] ports = parent.line().split(" ", -1);
    assertSays(parent, "hello", "ping.", "at 127.0.0.1:" + ports[0]);
    assertSays(parent, "stream 0 numbered", "from 127.0.0.1:" + ports[1], "status 0");
  }

  /** What came before is of an association that has no number here; the peer's address does. */
  @ParameterizedTest
  @CsvSource({"AF_INET6, ::1, '[::1]', false", "AF_INET, 127.0.0.1, 127.0.0.1, true"})
  void aOneToManySocketIsBound(String family, String host, String told, boolean only4)
      throws Exception {
    Program parent =
        parent(
            """
            command.insert(1, '-Djava.net.preferIPv4Stack=%s')
            s = sctp(socket.SOCK_SEQPACKET, socket.%s)
            s.bind(('%s', 0))
            s.listen(5)
            where = s.getsockname()
            print(where[1])
            early = sctp(socket.SOCK_SEQPACKET, socket.%s)
            early.sendto(b'early', where)
            start('bind', uri(s), sockets=[s])
            print(early.recv(9).decode())
            late = sctp(socket.SOCK_SEQPACKET, socket.%s)
            late.sendto(b'late', where)
            print(late.recv(9).decode())
            finish()
            """
                .formatted(only4, family, host, family, family));
    String port = parent.line();
    assertSays(parent, "early", "late", "at " + told + ":" + port);
    assertSays(parent, "stream 0 old", "stream 0 numbered", "status 0");
  }

  @Test
  void whatCannotBeIsRefused() throws Exception {
    Program parent =
        parent(
            """
            s = sctp(socket.SOCK_STREAM)
            s.bind(('127.0.0.1', 0))
            s.listen(5)
            m = sctp(socket.SOCK_SEQPACKET)
            m.bind(('127.0.0.1', 0))
            m.listen(5)
            start('connect', uri(s), 'bind', uri(s), 'listen', uri(m), 'connect', uri(m), 'bind', uri(m),
                'move', uri(s), sockets=[s, m])
            finish()
            """);
    assertRefused(parent, "is a listener: use listenStream or listenMessages");
    assertRefused(parent, "use listenMessages");
    assertRefused(parent, "bindMessages");
    assertRefused(parent, "bindMessages");
    assertRefused(parent, "open one of AF_INET6");
    assertRefused(parent, "whoever opens it binds it to all");
    assertSays(parent, "status 0");
  }

  private static void assertRefused(Program parent, String why) throws Exception {
    String line = parent.line();
    assertTrue(line.startsWith("refused ") && line.contains(why), line);
  }
}
