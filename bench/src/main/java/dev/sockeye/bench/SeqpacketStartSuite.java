package dev.sockeye.bench;

import static dev.sockeye.bench.Names.JUNIXSOCKET;
import static dev.sockeye.bench.Names.SOCKEYE;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.bench.program.JunixsocketConnect;
import dev.sockeye.bench.program.SeqpacketConnect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The time from the start of a program until its peer has its first message, where that takes
 * native calls: what it costs to have them.
 */
final class SeqpacketStartSuite implements Suite {

  private static final Row ROW =
      Row.of(
              "start-up/unix+seqpacket",
              "start of a program to its first native message",
              Unit.MILLIS,
              new Bar.Beside(JUNIXSOCKET, 1))
          .withNativeCalls();

  @Override
  public List<Row> rows() {
    return List.of(ROW);
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sockeye-bench");
    Path path = folder.resolve("socket");
    EndpointUri uri = EndpointUri.valueOf("unix+seqpacket:" + path + "?SO_RCVTIMEO=20s");
    try (Listener<MessageEndpoint> listener = Network.system().listenMessages(uri)) {
      for (int round = 0; round < lab.effort().starts(); round++) {
        start(lab, listener, SOCKEYE, round, lab.java(), SeqpacketConnect.class, path);
        start(lab, listener, JUNIXSOCKET, round, lab.java(), JunixsocketConnect.class, path);
      }
    } finally {
      Files.deleteIfExists(folder);
    }
  }

  private static void start(
      Lab lab,
      Listener<MessageEndpoint> listener,
      String name,
      int round,
      JavaHome java,
      Class<?> program,
      Path path)
      throws InterruptedException {
    try {
      List<String> command = java.command(program, List.of(path.toString()), Map.of());
      lab.add(ROW, name, round, FirstByte.nanos(command, () -> receive(listener)) / 1e6);
    } catch (IOException e) {
      lab.failed(ROW, name, e.getMessage());
    }
  }

  private static void receive(Listener<MessageEndpoint> listener) throws IOException {
    try (MessageEndpoint peer = listener.accept()) {
      peer.receive(ByteBuffer.allocate(8));
    }
  }
}
