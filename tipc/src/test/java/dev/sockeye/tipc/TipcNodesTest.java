package dev.sockeye.tipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes, each a network namespace, with a link between them. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TipcNodesTest {

  /** Makes the nodes, and runs what follows on the first one. */
  private static final String TWO_NODES =
      """
      mount -t tmpfs tmpfs /run/netns
      ip netns add peer
      ip link add a0 type veth peer name b0 netns peer
      ip link set lo up
      ip link set a0 up
      ip -n peer link set lo up
      ip -n peer link set b0 up
      tipc bearer enable media eth device a0
      ip netns exec peer tipc bearer enable media eth device b0
      """;

  /** The service on the other node: one connection, whose bytes come back in capitals. */
  private static final String PEER =
      """
      import socket
      s = socket.socket(socket.AF_TIPC, socket.SOCK_STREAM)
      s.bind((socket.TIPC_ADDR_NAMESEQ, 7000, 1, 1, socket.TIPC_CLUSTER_SCOPE))
      s.listen(5)
      print('%x' % s.getsockname()[1])
      c, _ = s.accept()
      c.sendall(c.recv(9).upper())
      c.recv(9)
      """;

  private static final TipcAddress.Service SERVICE = new TipcAddress.Service(7000, 1);

  @BeforeEach
  void needsTipc() {
    TipcCases.needsTipc();
    Optional<String> why = cannotMakeNodes();
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  private static Optional<String> cannotMakeNodes() {
    try {
      Process made = inNamespace(TWO_NODES, List.of("true"));
      String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return made.waitFor() == 0 ? Optional.empty() : Optional.of("no two nodes: " + said.strip());
    } catch (IOException e) {
      return Optional.of("no two nodes: " + e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Process inNamespace(String script, List<String> then) throws IOException {
    List<String> command = new ArrayList<>(List.of("unshare", "--net", "--mount", "sh", "-ec"));
    command.addAll(List.of(script + "exec \"$@\"", "sh"));
    command.addAll(then);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void aServiceFailsOverFromOneNodeToTheOther() throws Exception {
    Process first = inNamespace(TWO_NODES, TipcCases.java(TipcNodesTest.class));
    try {
      String said = new String(first.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(
          List.of(
              "PUBLISHED by the other node",
              "connected to the other node",
              "PING",
              "PUBLISHED by this node",
              "WITHDRAWN by the other node",
              "broken off",
              "connected to this node",
              "ping"),
          said.lines().toList());
    } finally {
      first.destroyForcibly();
    }
  }

  /** The program on the first node. */
  public static void main(String[] arguments) throws Exception {
    Process peer =
        new ProcessBuilder("ip", "netns", "exec", "peer", "python3", "-u", "-c", PEER)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8);
        TipcTopology topology =
            TipcTopology.connect(Network.system()).timeout(Duration.ofSeconds(30))) {
      new Nodes(Long.parseLong(says.readLine(), 16)).failOver(topology, peer);
    } finally {
      peer.destroyForcibly();
    }
  }

  /** What the first node sees of both. */
  private record Nodes(long other) {

    private void failOver(TipcTopology topology, Process peer) throws Exception {
      EndpointUri uri = EndpointUri.valueOf("tipc:" + SERVICE + "?SO_RCVTIMEO=30s");
      topology.subscribe(
          new TipcSubscription(
              new TipcAddress.Range(SERVICE.type(), 1, 1), true, Optional.empty(), 0));
      tell(topology.next());
      try (StreamEndpoint client = Network.system().connectStream(uri)) {
        tell(client);
        exchange(client);
        try (Listener<StreamEndpoint> own = Network.system().listenStream(uri)) {
          tell(topology.next());
          peer.destroyForcibly();
          tell(topology.next());
          System.out.println(breaks(client) ? "broken off" : "still there");
          CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> echo(own));
          try (StreamEndpoint next = Network.system().connectStream(uri)) {
            tell(next);
            exchange(next);
          }
          echo.join();
        }
      }
    }

    private String node(long number) {
      return number == other ? "the other node" : "this node";
    }

    private void tell(TipcEvent event) {
      System.out.println(event.kind() + " by " + node(event.socket().node()));
    }

    private void tell(StreamEndpoint client) throws IOException {
      TipcAddress.Id own = (TipcAddress.Id) client.getLocalAddress();
      TipcAddress.Id remote = (TipcAddress.Id) client.getRemoteAddress();
      if (own.node() == 0 || own.node() == other) {
        throw new IllegalStateException("this node is " + own);
      }
      System.out.println("connected to " + node(remote.node()));
    }

    private static void exchange(StreamEndpoint client) throws IOException {
      client.write(ByteBuffer.wrap("ping".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(9);
      client.read(answer);
      System.out.println(StandardCharsets.US_ASCII.decode(answer.flip()));
    }

    private static boolean breaks(StreamEndpoint client) {
      try {
        return client.read(ByteBuffer.allocate(9)) < 0;
      } catch (IOException e) {
        return true;
      }
    }

    private static void echo(Listener<StreamEndpoint> listener) {
      try (StreamEndpoint accepted = listener.accept()) {
        ByteBuffer buffer = ByteBuffer.allocate(9);
        accepted.read(buffer);
        accepted.write(buffer.flip());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
