package dev.sockeye.testkit.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Wireshark's view of a file; where {@code tshark} is not there the test is skipped. */
public final class Tshark {

  private final Path file;

  /**
   * Names the file.
   *
   * @param file a capture, in a folder that can be written
   */
  public Tshark(Path file) {
    this.file = file;
  }

  /**
   * What it prints, a line each. It must read the file to its end, without a word.
   *
   * @param arguments after those that name the file
   * @return the lines
   * @throws IOException if its words cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public List<String> print(String... arguments) throws IOException, InterruptedException {
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

  /**
   * The values of fields, with tabs in between, a line for each packet that the filter finds.
   *
   * @param filter a display filter
   * @param fields their names
   * @return the lines
   * @throws IOException if its words cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public List<String> fields(String filter, String... fields)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-Y", filter, "-T", "fields"));
    for (String field : fields) {
      arguments.addAll(List.of("-e", field));
    }
    return print(arguments.toArray(String[]::new));
  }

  /**
   * What its experts find at least worth a warning.
   *
   * @return a line each
   * @throws IOException if its words cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public List<String> warnings() throws IOException, InterruptedException {
    return fields("_ws.expert.severity >= 0x600000", "frame.number", "_ws.expert.message");
  }

  /**
   * The bytes of a TCP stream in hexadecimal, those of the acceptor behind a tab.
   *
   * @param stream the stream's number in the file
   * @return a line for each part
   * @throws IOException if its words cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public List<String> follow(int stream) throws IOException, InterruptedException {
    return print("-q", "-z", "follow,tcp,raw," + stream).stream()
        .filter(line -> line.matches("\\t?[0-9a-f]+"))
        .toList();
  }
}
