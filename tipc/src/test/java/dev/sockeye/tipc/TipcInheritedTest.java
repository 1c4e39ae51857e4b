package dev.sockeye.tipc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets that a process is started with, by a parent in Python. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TipcInheritedTest {

  private static final String PARENT =
      """
      import socket, subprocess, sys
      call, type, instance, command = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
      kind = socket.SOCK_RDM if call == 'bind' else socket.SOCK_STREAM
      s = socket.socket(socket.AF_TIPC, kind)
      name = socket.TIPC_ADDR_NAMESEQ, type, instance, instance, socket.TIPC_NODE_SCOPE
      where = socket.TIPC_ADDR_NAME, type, instance, 0
      s.bind(name)
      client = socket.socket(socket.AF_TIPC, kind)
      passed = s
      if call != 'bind':
        s.listen(5)
      if call == 'connect':
        client.setblocking(False)
        client.connect_ex(where)
        passed, _ = s.accept()
        client.setblocking(True)
      child = subprocess.Popen(command + [call, 'fd:%d' % passed.fileno()],
          pass_fds=[passed.fileno()], stdout=subprocess.PIPE)
      at = passed.getsockname()
      print('at %x/%d' % (at[1], at[2]))
      passed.close()
      print(child.stdout.readline().decode().strip())
      if call == 'listen':
        client.connect(where)
      if call == 'bind':
        client.sendto(b'ping', where)
      else:
        client.send(b'ping')
      print(client.recv(9).decode())
      print('status', child.wait())
      """;

  @BeforeEach
  void needsTipc() {
    TipcCases.needsTipc();
  }

  @Test
  void aListenerIsListenedOn() throws Exception {
    assertTakenOver("listen");
  }

  @Test
  void aConnectionIsConnectedTo() throws Exception {
    assertTakenOver("connect");
  }

  @Test
  void aSocketForMessagesFromAnybodyIsBound() throws Exception {
    assertTakenOver("bind");
  }

  private static void assertTakenOver(String call) throws Exception {
    TipcAddress.Service service = TipcFixtures.free();
    List<String> command = new ArrayList<>(List.of("python3", "-u", "-c", PARENT, call));
    command.addAll(List.of("" + service.type(), "" + service.instance()));
    command.addAll(TipcCases.java(TipcInheritedTest.class));
    Process parent = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String at = said.lines().findFirst().orElseThrow();
      assertEquals(List.of(at, at, "ping", "status 0"), said.lines().toList());
    } finally {
      parent.destroyForcibly();
    }
  }

  /** The program that takes it over, tells where it is, and sends back what one read gave. */
  public static void main(String[] arguments) throws IOException {
    EndpointUri uri = EndpointUri.valueOf(arguments[1]);
    switch (arguments[0]) {
      case "connect" -> connected(uri);
      case "listen" -> listening(uri);
      default -> bound(uri);
    }
  }

  private static void connected(EndpointUri uri) throws IOException {
    try (StreamEndpoint endpoint = Network.system().connectStream(uri)) {
      tell(endpoint.getLocalAddress());
      echo(endpoint);
    }
  }

  private static void listening(EndpointUri uri) throws IOException {
    try (Listener<StreamEndpoint> listener = Network.system().listenStream(uri)) {
      tell(listener.getLocalAddress());
      try (StreamEndpoint accepted = listener.accept()) {
        echo(accepted);
      }
    }
  }

  private static void bound(EndpointUri uri) throws IOException {
    try (MessageEndpoint endpoint = Network.system().bindMessages(uri)) {
      tell(endpoint.getLocalAddress());
      ByteBuffer buffer = ByteBuffer.allocate(100);
      SocketAddress sender = endpoint.receiveFrom(buffer);
      endpoint.sendTo(buffer.flip(), sender);
    }
  }

  private static void tell(SocketAddress local) {
    System.out.println("at " + local);
  }

  private static void echo(StreamEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    endpoint.read(buffer);
    endpoint.write(buffer.flip());
  }
}
