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
import java.util.function.Predicate;
import java.util.regex.Pattern;

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

  /** What each program needs. */
  private static final Predicate<String> OURS =
      Pattern.compile("\\b(bench|api|posix|unix)/target/|/(jnr-|jffi-|asm-)[^/]*\\.jar$")
          .asPredicate();

  private static final Predicate<String> THEIRS =
      Pattern.compile("\\bbench/target/|/junixsocket-[^/]*\\.jar$").asPredicate();

  @Override
  public List<Row> rows() {
    return List.of(ROW);
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sockeye-bench");
    try {
      measure(lab, folder);
    } finally {
      Temporary.delete(folder);
    }
  }

  private static void measure(Lab lab, Path folder) throws IOException, InterruptedException {
    String ours = ClassPaths.ofJars(OURS, folder);
    String theirs = ClassPaths.ofJars(THEIRS, folder);
    Path path = folder.resolve("socket");
    EndpointUri uri = EndpointUri.valueOf("unix+seqpacket:" + path + "?SO_RCVTIMEO=20s");
    try (Listener<MessageEndpoint> listener = Network.system().listenMessages(uri)) {
      for (int round = 0; round < lab.effort().starts(); round++) {
        start(lab, listener, SOCKEYE, round, command(lab, SeqpacketConnect.class, path, ours));
        start(
            lab,
            listener,
            JUNIXSOCKET,
            round,
            command(lab, JunixsocketConnect.class, path, theirs));
      }
    }
  }

  private static List<String> command(Lab lab, Class<?> program, Path path, String classPath) {
    return lab.java().command(program, List.of(path.toString()), Map.of(), classPath);
  }

  private static void start(
      Lab lab, Listener<MessageEndpoint> listener, String name, int round, List<String> command)
      throws InterruptedException {
    try {
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
