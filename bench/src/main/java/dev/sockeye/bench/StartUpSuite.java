package dev.sockeye.bench;

import static dev.sockeye.bench.Names.SOCKET_CHANNEL;
import static dev.sockeye.bench.Names.SOCKEYE;

import dev.sockeye.bench.program.PlainConnect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The time from the start of a program until its peer has the first byte of its standard input:
 * {@code ./sockeye connect}, launcher, archive of classes and all; the same jar by {@code java
 * -jar}, with the JDK's shared class data alone; and a few lines on a {@code SocketChannel}, as
 * they are and with an archive too.
 */
final class StartUpSuite implements Suite {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int SILENCE_MILLIS = 20_000;
  private static final Path LAUNCHER = Path.of("sockeye");
  private static final Path JAR = Path.of("cli/target/app/sockeye-cli.jar");

  private static final Row ROW =
      Row.of(
          "start-up/connect",
          "start of the program to its first byte",
          Unit.MILLIS,
          new Bar.Beside(SOCKET_CHANNEL, 0.4));

  @Override
  public List<Row> rows() {
    return List.of(ROW);
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    Programs.Ending built = Programs.run(LIMIT, launcher(lab, "", "--version"));
    if (!built.well()) {
      lab.failed(ROW, SOCKEYE, built.complaint());
      return;
    }
    Path folder = Files.createTempDirectory("sockeye-bench");
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(SILENCE_MILLIS);
      Map<String, List<String>> commands = commands(lab, folder, server);
      for (int round = 0; round < lab.effort().starts(); round++) {
        for (Map.Entry<String, List<String>> command : commands.entrySet()) {
          start(lab, server, command.getKey(), round, command.getValue());
        }
      }
    } finally {
      Temporary.delete(folder);
    }
  }

  private static void start(
      Lab lab, ServerSocket server, String name, int round, List<String> command)
      throws InterruptedException {
    try {
      lab.add(ROW, name, round, firstByte(server, command) / 1e6);
    } catch (IOException e) {
      lab.failed(ROW, name, e.getMessage());
    }
  }

  private static Map<String, List<String>> commands(Lab lab, Path folder, ServerSocket server)
      throws IOException, InterruptedException {
    String port = "" + server.getLocalPort();
    String uri = "tcp://127.0.0.1:" + port;
    Path jar = jar(lab, folder);
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put(SOCKEYE, launcher(lab, "", "connect", uri));
    commands.put(SOCKET_CHANNEL, plain(lab, jar, "", port));
    commands.put(SOCKEYE + ", java -jar", jar(lab, "connect", uri));
    firstByte(server, plain(lab, jar, "-XX:ArchiveClassesAtExit=" + archive(folder), port));
    commands.put(
        SOCKET_CHANNEL + ", archive",
        plain(lab, jar, "-XX:SharedArchiveFile=" + archive(folder), port));
    if (!lab.effort().quick()) {
      commands.put(SOCKEYE + ", nothing shared", launcher(lab, "-Xshare:off", "connect", uri));
      commands.put(SOCKET_CHANNEL + ", nothing shared", plain(lab, jar, "-Xshare:off", port));
    }
    return commands;
  }

  private static Path archive(Path folder) {
    return folder.resolve("plain.jsa");
  }

  private static List<String> launcher(Lab lab, String option, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("env", "JAVA_HOME=" + lab.java().path(), "SOCKEYE_JAVA_OPTS=" + option));
    command.add(LAUNCHER.toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> jar(Lab lab, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(lab.java().executable(), "-XX:+UseSerialGC", "-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> plain(Lab lab, Path jar, String option, String port) {
    List<String> command = new ArrayList<>(List.of(lab.java().executable(), "-XX:+UseSerialGC"));
    if (!option.isEmpty()) {
      command.add(option);
    }
    command.addAll(List.of("-cp", jar.toString(), PlainConnect.class.getName()));
    command.addAll(List.of("127.0.0.1", port));
    return command;
  }

  /** Classes in folders are not archived. */
  private static Path jar(Lab lab, Path folder) throws IOException, InterruptedException {
    Path jar = folder.resolve("plain.jar");
    String file = PlainConnect.class.getName().replace('.', '/') + ".class";
    Programs.Ending ending =
        Programs.run(
            LIMIT,
            List.of(
                lab.java().path().resolve("bin/jar").toString(),
                "--create",
                "--file=" + jar,
                "-C",
                "bench/target/classes",
                file));
    if (!ending.well()) {
      throw new IOException(ending.complaint());
    }
    return jar;
  }

  private static long firstByte(ServerSocket server, List<String> command)
      throws IOException, InterruptedException {
    return FirstByte.nanos(
        command,
        () -> {
          try (Socket peer = server.accept()) {
            peer.getInputStream().read();
          }
        });
  }
}
