package dev.sockeye.bench;

import static dev.sockeye.bench.Names.HAPROXY;
import static dev.sockeye.bench.Names.HAPROXY_SPLICE;
import static dev.sockeye.bench.Names.NGINX;
import static dev.sockeye.bench.Names.SOCAT;
import static dev.sockeye.bench.Names.SOCKEYE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs that pass on from a port to another one, each on one CPU. */
final class Relays {

  static final List<String> ALL = List.of(SOCKEYE, SOCAT, HAPROXY_SPLICE, HAPROXY, NGINX);

  private static final Path LAUNCHER = Path.of("sockeye");

  /** What socat was fastest with, of powers of two from 8 KiB to 1 MiB. */
  private static final int SOCAT_BUFFER = 512 * 1024;

  private static final int BACKLOG = 128;

  private static final String HAPROXY_FILE =
      """
      global
        nbthread 1
        maxconn 1000
      defaults
        mode tcp
        timeout connect 10s
        timeout client 1m
        timeout server 1m
      listen relay
        bind 127.0.0.1:%d
        server target %s
      """;

  private static final String SPLICE = "  option splice-request\n  option splice-response\n";

  private Relays() {}

  /** Those that take part in one of some rows. */
  static List<String> of(Lab lab, List<Row> rows) {
    return ALL.stream().filter(lab.wanted(rows)).toList();
  }

  /** Why one cannot run here; empty if it can. */
  static String lack(String name) throws IOException, InterruptedException {
    return switch (name) {
      case SOCKEYE -> "";
      case NGINX -> Nginx.find().lack(Files::exists);
      case SOCAT -> lackOf("socat");
      default -> lackOf("haproxy");
    };
  }

  private static String lackOf(String program) {
    return Host.isOnPath(program) ? "" : program + " is not installed";
  }

  /** The command of one that listens at a port. */
  static List<String> command(Lab lab, String name, int port, String target, Path folder)
      throws IOException {
    return lab.host()
        .pin(
            lab.host().cpu(),
            switch (name) {
              case SOCKEYE -> sockeye(lab, "relay", "tcp://127.0.0.1:" + port, "tcp://" + target);
              case SOCAT ->
                  List.of(
                      "socat",
                      "-b" + SOCAT_BUFFER,
                      "TCP-LISTEN:" + port + ",bind=127.0.0.1,fork,backlog=" + BACKLOG,
                      "TCP:" + target);
              case HAPROXY -> haproxy(folder, HAPROXY_FILE.formatted(port, target));
              case HAPROXY_SPLICE -> haproxy(folder, HAPROXY_FILE.formatted(port, target) + SPLICE);
              case NGINX -> nginx().command(port, target, folder);
              default -> throw new IllegalArgumentException("no such relay: " + name);
            });
  }

  private static Nginx nginx() throws IOException {
    try {
      return Nginx.find();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static List<String> haproxy(Path folder, String content) throws IOException {
    Path file = Files.createTempFile(folder, "haproxy", ".cfg");
    Files.writeString(file, content);
    return List.of("haproxy", "-db", "-f", file.toString());
  }

  /** The launcher's. */
  static List<String> sockeye(Lab lab, String... arguments) {
    List<String> command = new ArrayList<>(List.of("env", "JAVA_HOME=" + lab.java().path()));
    command.add("SOCKEYE_JAVA_OPTS=" + String.join(" ", lab.java().libcFlags()));
    command.add("./" + LAUNCHER);
    command.addAll(List.of(arguments));
    return command;
  }
}
