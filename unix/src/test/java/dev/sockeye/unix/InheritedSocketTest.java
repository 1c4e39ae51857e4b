package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sockets that a process is started with, by a parent in Python. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InheritedSocketTest {

  @TempDir Path folder;

  /** {@code start(CALL, [SOCKET])} starts the program; what it printed is printed at the end. */
  private static final String PARENT =
      """
      import subprocess
      command = sys.argv[2:]
      path = sys.argv[1]
      child = None
      def start(*calls, sockets=(), **more):
        global child
        child = subprocess.Popen(command + list(calls), pass_fds=[s.fileno() for s in sockets],
            stdout=more.pop('stdout', subprocess.PIPE), **more)
        for s in sockets:
          s.close()
      def uri(s):
        return 'fd:%d' % s.fileno()
      def finish():
        for line in child.stdout:
          print(line.decode().strip())
        print('status', child.wait())
      """;

  private Peer parent(String script) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of(folder.resolve("s")));
    arguments.addAll(Inheritor.command());
    return Peer.python(PARENT + script, arguments.toArray());
  }

  @ParameterizedTest
  @CsvSource({"AF_INET, 127.0.0.1, 127.0.0.1", "AF_INET6, ::1, '[::1]'"})
  void aTcpListenerIsListenedOn(String family, String host, String told) throws Exception {
    String script =
        """
        s = socket.create_server(('%s', 0), family=socket.%s)
        where = s.getsockname()
        print(where[1])
        start('listenStream', uri(s), sockets=[s])
        client = socket.create_connection(where[:2])
        client.send(b'ping')
        print(client.recv(9).decode())
        print(client.recv(9).decode() + '.')
        finish()
        """
            .formatted(host, family);
    try (Peer parent = parent(script)) {
      String port = parent.line();
      parent.assertSays("ping");
      parent.assertSays(".");
      parent.assertSays("jdk " + told + ":" + port);
      parent.assertSays("status 0");
    }
  }

  @Test
  void aTcpSocketThatIsBoundIsMadeToListen() throws Exception {
    String script =
        """
        s = socket.socket()
        s.bind(('127.0.0.1', 0))
        where = s.getsockname()
        start('listenStream', uri(s), sockets=[s])
        child.stdout.readline()
        client = socket.create_connection(where)
        client.send(b'ping')
        print(client.recv(9).decode())
        finish()
        """;
    try (Peer parent = parent(script)) {
      parent.assertSays("ping");
      parent.assertSays("status 0");
    }
  }

  @Test
  void mptcpIsListenedOnOrConnectedTo() throws Exception {
    SchemeInfo mptcp = Network.system().scheme("mptcp4").orElseThrow();
    mptcp.unavailable().ifPresent(why -> assumeTrue(false, why));
    String script =
        """
        def mptcp():
          return socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
        s, client, other = mptcp(), mptcp(), mptcp()
        s.bind(('127.0.0.1', 0))
        s.listen()
        client.connect(where := s.getsockname())
        accepted, _ = s.accept()
        print(where[1])
        start('connectStream', uri(accepted), 'listenStream', uri(s), sockets=[accepted, s])
        client.send(b'ping')
        print(client.recv(9).decode())
        other.connect(where)
        print(other.send(b'pong'), other.recv(9))
        finish()
        """;
    try (Peer parent = parent(script)) {
      String port = parent.line();
      parent.assertSays("ping");
      parent.assertSays("4 b'pong'");
      parent.assertSays("jdk 127.0.0.1:" + port);
      parent.assertSays("jdk 127.0.0.1:" + port);
      parent.assertSays("status 0");
    }
  }

  @Test
  void udpIsBoundOrConnectedTo() throws Exception {
    String script =
        """
        s = socket.socket(type=socket.SOCK_DGRAM)
        s.bind(('127.0.0.1', 0))
        t = socket.socket(type=socket.SOCK_DGRAM)
        client = socket.socket(type=socket.SOCK_DGRAM)
        client.connect(s.getsockname())
        other = socket.socket(type=socket.SOCK_DGRAM)
        other.bind(('127.0.0.1', 0))
        t.connect(other.getsockname())
        other.connect(t.getsockname())
        print(s.getsockname()[1], t.getsockname()[1])
        client.send(b'early')
        other.send(b'other')
        start('bindMessages', uri(s), 'connectMessages', uri(t), sockets=[s, t])
        print(client.recv(9).decode())
        print(other.recv(9).decode())
        finish()
        """;
    try (Peer parent = parent(script)) {
      String[] ports = parent.line().split(" ", -1);
      parent.assertSays("early");
      parent.assertSays("other");
      parent.assertSays("jdk 127.0.0.1:" + ports[0]);
      parent.assertSays("jdk 127.0.0.1:" + ports[1]);
      parent.assertSays("status 0");
    }
  }

  @Test
  void udpliteIsBoundOrConnectedTo() throws Exception {
    String script =
        """
        def udplite():
          s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, 136)
          s.bind(('127.0.0.1', 0))
          return s
        s, client, t, other = udplite(), udplite(), udplite(), udplite()
        client.connect(s.getsockname())
        t.connect(other.getsockname())
        other.connect(t.getsockname())
        print(s.getsockname()[1], t.getsockname()[1])
        client.send(b'early')
        other.send(b'other')
        start('bindMessages', uri(s), 'connectMessages', uri(t), sockets=[s, t])
        print(client.recv(9).decode())
        print(other.recv(9).decode())
        finish()
        """;
    try (Peer parent = parent(script)) {
      String[] ports = parent.line().split(" ", -1);
      parent.assertSays("early");
      parent.assertSays("other");
      parent.assertSays("native 127.0.0.1:" + ports[0]);
      parent.assertSays("native 127.0.0.1:" + ports[1]);
      parent.assertSays("status 0");
    }
  }

  /** As in a container: the program has no route to the peer, and no such address. */
  @Test
  void aConnectionOfAnotherNetworkIsConnectedTo() throws Exception {
    Host.ROOT.isNeeded();
    String script =
        """
        here = ['unshare', '-n', 'sh', '-c', 'ip link set lo up; exec "$@"', 'sh']
        subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
        subprocess.run(['ip', 'addr', 'add', 'fd77::1/128', 'dev', 'lo', 'nodad'], check=True)
        s = socket.create_server(('fd77::1', 0), family=socket.AF_INET6)
        client = socket.create_connection(s.getsockname()[:2])
        accepted, _ = s.accept()
        print(s.getsockname()[1])
        command = here + command
        start('connectStream', uri(accepted), sockets=[accepted])
        client.send(b'ping')
        print(client.recv(9).decode() + client.recv(9).decode() + '.')
        finish()
        """;
    List<Object> arguments = new ArrayList<>(List.of("unshare", "-n", "python3", "-u", "-c"));
    arguments.add("import os, socket, sys\n" + PARENT + script);
    arguments.add(folder.resolve("s"));
    arguments.addAll(Inheritor.command());
    try (Peer parent = Peer.run(arguments.toArray())) {
      String port = parent.line();
      parent.assertSays("ping.");
      parent.assertSays("jdk [fd77::1]:" + port);
      parent.assertSays("status 0");
    }
  }

  /** Of datagrams the system sends on what it has a route for: it was found when it connected. */
  @Test
  void datagramsOfAnotherNetworkAreConnectedTo() throws Exception {
    Host.ROOT.isNeeded();
    String script =
        """
        here = ['unshare', '-n', 'sh', '-c', 'ip link set lo up; exec "$@"', 'sh']
        subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
        subprocess.run(['ip', 'addr', 'add', 'fd77::1/128', 'dev', 'lo', 'nodad'], check=True)
        t = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        t.bind(('fd77::1', 0))
        other = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        other.bind(('fd77::1', 0))
        other.connect(t.getsockname()[:2])
        t.connect(other.getsockname()[:2])
        print(t.getsockname()[1])
        command = here + command
        start('connectMessages', uri(t), sockets=[t])
        other.send(b'ping')
        print(other.recv(9).decode() + '.')
        finish()
        """;
    List<Object> arguments = new ArrayList<>(List.of("unshare", "-n", "python3", "-u", "-c"));
    arguments.add("import os, socket, sys\n" + PARENT + script);
    arguments.add(folder.resolve("s"));
    arguments.addAll(Inheritor.command());
    try (Peer parent = Peer.run(arguments.toArray())) {
      String port = parent.line();
      parent.assertSays("ping.");
      parent.assertSays("jdk [fd77::1]:" + port);
      parent.assertSays("status 0");
    }
  }

  @Test
  void whatComesTooLateIsRefused() throws Exception {
    String script =
        """
        s = socket.socket(socket.AF_UNIX)
        s.bind(path)
        s.listen()
        n = uri(s)
        start('listenStream', n + '?mode=0600', 'listenStream', n + '?unlink_on_close=true',
            'listenStream', n + '?allow_uid=' + str(os.getuid()), sockets=[s])
        client = socket.socket(socket.AF_UNIX)
        client.connect(path)
        client.send(b'ping')
        print(client.recv(9).decode())
        finish()
        """;
    try (Peer parent = parent(script)) {
      parent.assertSays("ping");
      assertRefused(
          parent,
          "MODE comes too late for a socket that is open already: whoever opens it decides, so"
              + " leave it out");
      assertRefused(parent, "UNLINK_ON_CLOSE comes too late");
      parent.assertSays("native " + folder.resolve("s"));
      parent.assertSays("status 0");
    }
  }

  @Test
  void socketsOfTheUnixDomainAreNative() throws Exception {
    String script =
        """
        s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        s.bind(path)
        s.listen()
        d = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        d.bind(path + 'd')
        one, two = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        start('listenMessages', uri(s), 'bindMessages', uri(d), 'connectStream', uri(two),
            sockets=[s, d, two])
        client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        client.connect(path)
        client.send(b'ping')
        print(client.recv(9).decode())
        sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        sender.bind(path + 'c')
        sender.sendto(b'dgram', path + 'd')
        print(sender.recv(9).decode())
        one.send(b'pair')
        print(one.recv(9).decode() + one.recv(9).decode() + '.')
        finish()
        """;
    try (Peer parent = parent(script)) {
      parent.assertSays("ping");
      parent.assertSays("dgram");
      parent.assertSays("pair.");
      parent.assertSays("native " + folder.resolve("s"));
      parent.assertSays("native " + folder.resolve("sd"));
      parent.assertSays("native"); // which has no name
      parent.assertSays("status 0");
      assertTrue(folder.resolve("s").toFile().exists(), "the name is its parent's");
    }
  }

  /** Standard input and output are one connection, which ends once the program closes it. */
  @Test
  void asInetdHasItTheConnectionEndsWhenItIsClosed() throws Exception {
    String script =
        """
        s = socket.create_server(('127.0.0.1', 0))
        client = socket.create_connection(s.getsockname())
        accepted, _ = s.accept()
        start('connectStream', 'fd:0', 'connectStream', 'fd:0', stdin=accepted, stdout=accepted)
        accepted.close()
        client.send(b'ping')
        print(client.recv(9).decode())
        print(client.recv(9).decode() + '.')
        print('status', child.wait())
        """;
    try (Peer parent = parent(script)) {
      parent.assertSays("ping");
      parent.assertSays(".");
      parent.assertSays("status 0");
    }
  }

  @Test
  void whatCannotBeIsRefusedAndLosesNothing() throws Exception {
    String script =
        """
        s = socket.create_server(('127.0.0.1', 0))
        d = socket.socket(type=socket.SOCK_DGRAM)
        d.bind(('127.0.0.1', 0))
        where = s.getsockname()
        n = uri(s)
        m = uri(d)
        with open('/dev/null') as file:
          start('connectStream', n, 'bindMessages', n, 'listenStream', n + '?NO_SUCH=1',
              'connectMessages', m, 'listenMessages', m, 'connectStream', m,
              'listenStream', 'fd:x', 'listenStream', 'fd:999', 'listenStream', uri(file),
              'listenStream', 'systemd:web', 'listenStream', n + '?BACKLOG=5', 'listenStream', n,
              sockets=[s, d, file])
        client = socket.create_connection(where)
        client.send(b'ping')
        print(client.recv(9).decode())
        finish()
        """;
    try (Peer parent = parent(script)) {
      parent.assertSays("ping");
      assertRefused(parent, "is a listener: use listenStream or listenMessages");
      assertRefused(parent, "takes messages only over connections: use listenMessages");
      assertRefused(parent, "unknown option NO_SUCH");
      assertRefused(
          parent, "(AF_INET, SOCK_DGRAM, IPPROTO_UDP) is not connected: use bindMessages");
      assertRefused(parent, "is without connections to accept: use bindMessages");
      assertRefused(parent, "carries datagrams");
      assertRefused(parent, "'x' is no descriptor: write its number, as in fd:3");
      assertRefused(parent, "no descriptor 999 was passed to this process");
      assertRefused(parent, "is no socket");
      assertRefused(parent, "LISTEN_FDS is not set");
      assertTrue(parent.line().startsWith("jdk 127.0.0.1:"), "nothing was lost");
      assertRefused(parent, "was taken already");
      parent.assertSays("status 0");
    }
  }

  private static void assertRefused(Peer parent, String why) throws Exception {
    String line = parent.line();
    assertTrue(line.startsWith("refused ") && line.contains(why), line);
  }

  @Test
  void aProcessOfAServiceManagerIsToldByItsNumber() throws Exception {
    String script =
        """
        s = socket.create_server(('127.0.0.1', 0))
        os.dup2(s.fileno(), 3, inheritable=True)
        os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()), LISTEN_FDNAMES='web')
        child = subprocess.Popen(command + ['listenStream', 'systemd:'], close_fds=False,
            stdout=subprocess.PIPE)
        finish()
        """;
    try (Peer parent = parent(script)) {
      assertRefused(parent, "the sockets are for another process: LISTEN_PID is " + parent.pid());
      assertEquals("status 0", parent.line());
    }
  }
}
