package dev.sockeye.vsock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets that a process is started with, by a parent in Python. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VsockInheritedTest {

  private static final String PARENT =
      """
      import socket, subprocess, sys
      command = sys.argv[1:]
      s = socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
      s.bind((1, socket.VMADDR_PORT_ANY))
      s.listen(5)
      where = s.getsockname()
      print(where[1])
      client = socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
      client.connect(where)
      passed = s
      if PASSED == 'connect':
        passed, _ = s.accept()
      child = subprocess.Popen(command + [PASSED, 'fd:%d' % passed.fileno()],
          pass_fds=[passed.fileno()], stdout=subprocess.PIPE)
      passed.close()
      client.send(b'ping')
      print(client.recv(9).decode() + client.recv(9).decode() + '.')
      print(child.stdout.readline().decode().strip())
      print('status', child.wait())
      """;

  @BeforeEach
  void needsLoopback() {
    Optional<String> why =
        new VsockTransport().unavailable(Vsock.STREAM).or(VsockFixtures::noLoopback);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  @Test
  void aListenerIsListenedOn() throws Exception {
    assertTakenOver("listen");
  }

  @Test
  void aConnectionIsConnectedTo() throws Exception {
    assertTakenOver("connect");
  }

  private static void assertTakenOver(String call) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("python3", "-u", "-c", PARENT.replace("PASSED", "'" + call + "'")));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    String libc = System.getProperty("dev.sockeye.libc", "");
    if (!libc.isEmpty()) {
      command.add("-Ddev.sockeye.libc=" + libc);
    }
    if (Runtime.version().feature() >= 22) { // older ones do not call by java.lang.foreign
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(VsockInheritedTest.class.getName());
    Process parent = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String port = said.lines().findFirst().orElseThrow();
      String local = new VsockAddress(VsockAddress.LOCAL, Long.parseLong(port)).toString();
      assertEquals(List.of(port, "ping.", "at " + local, "status 0"), said.lines().toList());
    } finally {
      parent.destroyForcibly();
    }
  }

  /** The program that takes it over, tells where it is, and sends back what one read gave. */
  public static void main(String[] arguments) throws IOException {
    EndpointUri uri = EndpointUri.valueOf(arguments[1]);
    if (arguments[0].equals("connect")) {
      try (StreamEndpoint endpoint = Network.system().connectStream(uri)) {
        System.out.println("at " + endpoint.getLocalAddress());
        echo(endpoint);
      }
      return;
    }
    try (Listener<StreamEndpoint> listener = Network.system().listenStream(uri)) {
      System.out.println("at " + listener.getLocalAddress());
      try (StreamEndpoint accepted = listener.accept()) {
        echo(accepted);
      }
    }
  }

  private static void echo(StreamEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    endpoint.read(buffer);
    endpoint.write(buffer.flip());
  }
}
