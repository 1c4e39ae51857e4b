package dev.sockeye.tap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.testkit.local.Programs;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Wireshark's view of a file. */
final class Tshark {

  private final Path file;

  Tshark(Path file) {
    this.file = file;
  }

  /** What it prints, a line each. It must read the file to its end, without a word. */
  List<String> print(String... arguments) throws Exception {
    Path errors = file.resolveSibling("tshark.err");
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
    command.addAll(List.of("-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"));
    command.addAll(List.of("-o", "ip.check_checksum:TRUE", "-o", "sctp.checksum:CRC 32c"));
    command.addAll(List.of("-o", "udplite.check_checksum:TRUE"));
    command.addAll(List.of(arguments));
    Process process =
        Programs.start(new ProcessBuilder(command).redirectError(Redirect.to(errors.toFile())));
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals("", complaints(errors));
    assertEquals(0, process.waitFor());
    return out.lines().toList();
  }

  private static String complaints(Path errors) throws IOException {
    return String.join(
        "\n",
        Files.readAllLines(errors).stream()
            .filter(line -> !line.startsWith("Running as user \"root\""))
            .toList());
  }

  /** The values of fields, with tabs in between, a line for each packet that the filter finds. */
  List<String> fields(String filter, String... fields) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-Y", filter, "-T", "fields"));
    for (String field : fields) {
      arguments.addAll(List.of("-e", field));
    }
    return print(arguments.toArray(String[]::new));
  }

  /** What its experts find at least worth a warning. */
  List<String> warnings() throws Exception {
    return fields("_ws.expert.severity >= 0x600000", "frame.number", "_ws.expert.message");
  }

  /** The bytes of a TCP stream in hexadecimal, those of the acceptor behind a tab. */
  List<String> follow(int stream) throws Exception {
    return print("-q", "-z", "follow,tcp,raw," + stream).stream()
        .filter(line -> line.matches("\\t?[0-9a-f]+"))
        .toList();
  }
}
