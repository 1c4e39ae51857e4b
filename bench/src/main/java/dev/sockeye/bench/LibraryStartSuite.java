package dev.sockeye.bench;

import static dev.sockeye.bench.Names.JUNIXSOCKET;
import static dev.sockeye.bench.Names.SOCKET_CHANNEL;
import static dev.sockeye.bench.Names.SOCKEYE;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.bench.program.JunixsocketConnect;
import dev.sockeye.bench.program.PlainConnect;
import dev.sockeye.bench.program.SeqpacketConnect;
import dev.sockeye.bench.program.TcpConnect;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The time from the start of a small program until its peer has its first byte, or its first
 * message where that takes native calls: what it costs to have the library, and these.
 */
final class LibraryStartSuite implements Suite {

  private static final Row TCP =
      Row.of(
          "start-up/tcp",
          "start of a small program to its first byte",
          Unit.MILLIS,
          new Bar.Beside(SOCKET_CHANNEL, 0.71));

  private static final Row NATIVE =
      Row.of(
              "start-up/unix+seqpacket",
              "start of a small program to its first native message",
              Unit.MILLIS,
              new Bar.Beside(JUNIXSOCKET, 1))
          .withNativeCalls();

  private static final String LIMIT = "?SO_RCVTIMEO=20s";

  @Override
  public List<Row> rows() {
    return List.of(TCP, NATIVE);
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sockeye-bench");
    try {
      if (wanted.contains(TCP)) {
        overTcp(lab, folder);
      }
      if (wanted.contains(NATIVE)) {
        byNativeCalls(lab, folder);
      }
    } finally {
      Temporary.delete(folder);
    }
  }

  /**
   * Who is started.
   *
   * @param main its class
   * @param needs what of the class path
   */
  private record Program(String name, Class<?> main, Predicate<String> needs) {

    Program(String name, Class<?> main, String needs) {
      this(name, main, Pattern.compile("\\bbench/target/" + needs).asPredicate());
    }
  }

  private static void overTcp(Lab lab, Path folder) throws IOException, InterruptedException {
    List<Program> programs =
        List.of(
            new Program(SOCKEYE, TcpConnect.class, "|\\b(api|tcp)/target/"),
            new Program(SOCKET_CHANNEL, PlainConnect.class, ""));
    try (Listener<StreamEndpoint> listener =
        Network.system().listenStream(EndpointUri.valueOf("tcp://127.0.0.1:0" + LIMIT))) {
      InetSocketAddress bound = (InetSocketAddress) listener.getLocalAddress();
      List<String> arguments = List.of("127.0.0.1", "" + bound.getPort());
      start(lab, TCP, programs, arguments, folder, () -> read(listener));
    }
  }

  private static void read(Listener<StreamEndpoint> listener) throws IOException {
    try (StreamEndpoint peer = listener.accept()) {
      peer.read(ByteBuffer.allocate(8));
    }
  }

  private static void byNativeCalls(Lab lab, Path folder) throws IOException, InterruptedException {
    String jffi = lab.java().isForeign() ? "" : "|/(jnr-|jffi-|asm-)[^/]*\\.jar$"; // with the rest
    List<Program> programs =
        List.of(
            new Program(SOCKEYE, SeqpacketConnect.class, "|\\b(api|posix|unix)/target/" + jffi),
            new Program(JUNIXSOCKET, JunixsocketConnect.class, "|/junixsocket-[^/]*\\.jar$"));
    Path path = folder.resolve("socket");
    try (Listener<MessageEndpoint> listener =
        Network.system().listenMessages(EndpointUri.valueOf("unix+seqpacket:" + path + LIMIT))) {
      List<String> arguments = List.of(path.toString());
      start(lab, NATIVE, programs, arguments, folder, () -> receive(listener));
    }
  }

  private static void receive(Listener<MessageEndpoint> listener) throws IOException {
    try (MessageEndpoint peer = listener.accept()) {
      peer.receive(ByteBuffer.allocate(8));
    }
  }

  private static void start(
      Lab lab,
      Row row,
      List<Program> programs,
      List<String> arguments,
      Path folder,
      FirstByte.Arrival arrival)
      throws IOException, InterruptedException {
    List<List<String>> commands = new ArrayList<>();
    for (Program program : programs) {
      String classPath = ClassPaths.ofJars(program.needs(), folder);
      commands.add(lab.java().command(program.main(), arguments, Map.of(), classPath));
    }
    for (int round = 0; round < lab.effort().starts(); round++) {
      for (int i = 0; i < programs.size(); i++) {
        start(lab, row, programs.get(i).name(), round, commands.get(i), arrival);
      }
    }
  }

  private static void start(
      Lab lab, Row row, String name, int round, List<String> command, FirstByte.Arrival arrival)
      throws InterruptedException {
    try {
      lab.add(row, name, round, FirstByte.nanos(command, arrival) / 1e6);
    } catch (IOException e) {
      lab.failed(row, name, e.getMessage());
    }
  }
}
