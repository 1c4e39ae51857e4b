package dev.sockeye.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command with sockets that it is started with, by a parent in Python and by systemd's. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InheritedTest {

  private static final long PATIENCE_SECONDS = 60;

  /** What comes of {@code start} is ended, and its standard error printed, at the end. */
  private static final String PARENT =
      """
      import os, signal, socket, subprocess, sys, time
      command = sys.argv[2:]
      path = sys.argv[1]
      child = None
      def start(*arguments, sockets=(), **more):
        global child
        child = subprocess.Popen(command + list(arguments), pass_fds=[s.fileno() for s in sockets],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
        for s in sockets:
          s.close()
      def uri(s):
        return 'fd:%d' % s.fileno()
      def unix(type):
        s = socket.socket(socket.AF_UNIX, type)
        s.bind(path)
        return s
      def connected(type, to=path):
        c = socket.socket(socket.AF_UNIX, type)
        c.bind(path + 'c')
        c.connect(to)
        c.settimeout(60)
        return c
      def told():
        print(child.stderr.readline().decode().strip())
      def end():
        child.send_signal(signal.SIGTERM)
        print('status', child.wait())
      """;

  @TempDir private Path folder;

  private String parent(String script) throws Exception {
    assumeTrue(isPresent("python3"), "python3 is needed");
    List<String> line = new ArrayList<>(List.of("python3", "-u", "-c", PARENT + script));
    line.add(folder.resolve("s").toString());
    line.add(ProcessHandle.current().info().command().orElseThrow());
    line.add("-XX:TieredStopAtLevel=1");
    String libc = System.getProperty("dev.sockeye.libc");
    if (libc != null) {
      line.add("-Ddev.sockeye.libc=" + libc);
    }
    if (Runtime.version().feature() >= 24) {
      line.add("--enable-native-access=ALL-UNNAMED"); // else a warning
    }
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return outputOf(line);
  }

  private static String outputOf(List<String> line) throws Exception {
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      byte[] output = process.getInputStream().readAllBytes();
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
      return new String(output, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  private static boolean isPresent(String program) throws IOException {
    for (String each : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(each, program))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void echoesAtAllKinds() throws Exception {
    String script =
        """
        t = socket.create_server(('127.0.0.1', 0))
        u = socket.socket(type=socket.SOCK_DGRAM)
        u.bind(('127.0.0.1', 0))
        q = unix(socket.SOCK_SEQPACKET)
        q.listen()
        where = [t.getsockname(), u.getsockname()]
        print(t.getsockname()[1], u.getsockname()[1], q.fileno())
        start('echo', uri(t), uri(u), uri(q), sockets=[t, u, q])
        told()
        told()
        told()
        c = socket.create_connection(where[0], 60)
        c.send(b'stream')
        print(c.recv(99).decode())
        d = socket.socket(type=socket.SOCK_DGRAM)
        d.settimeout(60)
        d.sendto(b'datagram', where[1])
        print(d.recv(99).decode())
        s = connected(socket.SOCK_SEQPACKET)
        s.send(b'message')
        print(s.recv(99).decode())
        end()
        """;
    String[] lines = parent(script).split("\n", -1);
    String[] numbers = lines[0].split(" ", -1);
    assertEquals("sockeye: listening on tcp4://127.0.0.1:" + numbers[0], lines[1]);
    assertEquals("sockeye: listening on udp4://127.0.0.1:" + numbers[1], lines[2]);
    assertEquals("sockeye: listening on fd:" + numbers[2], lines[3]);
    assertEquals(
        List.of("stream", "datagram", "message", "status 143", ""),
        List.of(lines).subList(4, lines.length));
  }

  @ParameterizedTest
  @CsvSource({"SOCK_STREAM, false", "SOCK_SEQPACKET, false", "SOCK_DGRAM, true"})
  void listensOnWhatItIsStartedWith(String type, boolean datagrams) throws Exception {
    String script =
        """
        type = socket.%s
        s = unix(type)
        if type != socket.SOCK_DGRAM:
          s.listen()
        start('listen', uri(s), sockets=[s])
        c = connected(type)
        c.send(b'ping')
        print(child.stdout.read(4).decode())
        end()
        """
            .formatted(type);
    assertEquals("ping\nstatus 143\n", parent(script), () -> "datagrams: " + datagrams);
  }

  @ParameterizedTest
  @CsvSource({"SOCK_STREAM", "SOCK_SEQPACKET", "SOCK_DGRAM"})
  void connectsToOneEndOfAPair(String type) throws Exception {
    String script =
        """
        one, two = socket.socketpair(socket.AF_UNIX, socket.%s)
        start('connect', uri(two), sockets=[two])
        child.stdin.write(b'ping')
        child.stdin.flush()
        print(one.recv(9).decode())
        one.send(b'pong')
        print(child.stdout.read(4).decode())
        end()
        """
            .formatted(type);
    assertEquals("ping\npong\nstatus 143\n", parent(script));
  }

  @Test
  void connectsToDatagramsOfTheInternet() throws Exception {
    String script =
        """
        one = socket.socket(type=socket.SOCK_DGRAM)
        two = socket.socket(type=socket.SOCK_DGRAM)
        one.bind(('127.0.0.1', 0))
        two.bind(('127.0.0.1', 0))
        one.connect(two.getsockname())
        two.connect(one.getsockname())
        start('connect', uri(two), sockets=[two])
        child.stdin.write(b'ping')
        child.stdin.flush()
        print(one.recv(9).decode())
        one.send(b'pong')
        print(child.stdout.read(4).decode())
        end()
        """;
    assertEquals("ping\npong\nstatus 143\n", parent(script));
  }

  @Test
  void relaysFromButNotToOne() throws Exception {
    String script =
        """
        s = socket.create_server(('127.0.0.1', 0))
        t = socket.create_server(('127.0.0.1', 0))
        where = s.getsockname()
        print(where[1])
        start('relay', uri(s), 'tcp://127.0.0.1:%d' % t.getsockname()[1], sockets=[s])
        told()
        c = socket.create_connection(where, 60)
        c.send(b'ping')
        a, _ = t.accept()
        print(a.recv(9).decode())
        end()
        start('relay', 'tcp://127.0.0.1:0', 'fd:3')
        told()
        print('status', child.wait())
        """;
    String[] lines = parent(script).split("\n", -1);
    assertEquals("sockeye: listening on tcp4://127.0.0.1:" + lines[0], lines[1]);
    assertEquals(List.of("ping", "status 143"), List.of(lines).subList(2, 4));
    assertEquals(
        "sockeye: fd:3: each client needs a connection of its own, and this is one socket, open"
            + " already: it can be where to listen",
        lines[4]);
    assertEquals("status 2", lines[5]);
  }

  @ParameterizedTest
  @CsvSource({"'', SOCK_STREAM", "--seqpacket, SOCK_SEQPACKET", "--datagram, SOCK_DGRAM"})
  void echoesAsSystemdActivatesIt(String option, String type) throws Exception {
    assumeTrue(isPresent("systemd-socket-activate"), "systemd-socket-activate is needed");
    String script =
        """
        option, type = '%s', socket.%s
        environment = ['-E' + name for name in ('PATH', 'LANG', 'LC_ALL') if name in os.environ]
        command = (['systemd-socket-activate', '--listen=' + path] + [o for o in [option] if o]
            + environment + command)
        start('echo', 'systemd:')
        for _ in range(600):
          try:
            c = connected(type)
            break
          except OSError:
            if os.path.exists(path + 'c'):
              os.remove(path + 'c')
            time.sleep(0.1) # until it is tried again
        c.send(b'ping')
        print(c.recv(9).decode())
        end()
        """
            .formatted(option, type);
    assertEquals("ping\nstatus 143\n", parent(script));
  }
}
