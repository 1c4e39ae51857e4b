package dev.sockeye.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Network;
import dev.sockeye.testkit.local.Tshark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The option {@code --tap}, by what Wireshark makes of the file. */
@Timeout(120)
class TapTest {

  @TempDir Path folder;

  @Test
  void recordsTheDemoWithoutAComplaint() throws Exception {
    Path file = folder.resolve("demo.pcapng");
    Shell shell = Shell.onThisHost();
    assertEquals(
        ExitStatus.OK,
        shell.run("demo", "--size", "300000", "--tap", file.toString()),
        shell::text);
    assertEquals("", shell.errors());
    assertEquals(List.of(), new Tshark(file).warnings());
    List<String> interfaces = new Tshark(file).fields("frame", "frame.interface_name");
    for (String kind : List.of("tcp#", "udp#", "unix stream#", "unix dgram#")) {
      assertTrue(interfaces.stream().anyMatch(name -> name.startsWith(kind)), kind);
    }
    assertTrue(follow(file, 0) >= 600_000, "there and back");
  }

  @Test
  void recordsAConversation() throws Exception {
    Path file = folder.resolve("talk.pcapng");
    Shell server = Shell.onThisHost();
    server.serve("echo", "tcp4://127.0.0.1:0");
    Shell client = Shell.onThisHost().withInput("hello".getBytes(UTF_8));
    assertEquals(
        ExitStatus.OK, client.run("connect", "--tap", file.toString(), server.awaitListening()));
    assertEquals("hello", client.text());
    assertEquals(10, follow(file, 0));
    assertEquals(List.of(), new Tshark(file).warnings());
  }

  @Test
  void leavesNothingToBeDoneWhenTheProcessEnds() throws Exception {
    ReferenceQueue<TapOption> collected = new ReferenceQueue<>();
    WeakReference<TapOption> ended = endedOption(collected);
    while (collected.remove(10) != ended) {
      System.gc();
    }
  }

  private WeakReference<TapOption> endedOption(ReferenceQueue<TapOption> collected)
      throws IOException {
    TapOption option = new TapOption(Network::system);
    option.to(folder.resolve("empty.pcapng"));
    Complaints none = new Complaints(new PrintWriter(Writer.nullWriter()), false);
    assertEquals(ExitStatus.OK, option.ended(ExitStatus.OK, none));
    return new WeakReference<>(option, collected);
  }

  @Test
  void refusesAFileThatCannotBeWritten() {
    Shell shell = Shell.onThisHost();
    String file = folder.resolve("absent/tap.pcapng").toString();
    assertEquals(ExitStatus.USAGE, shell.run("demo", "--tap", file));
    assertTrue(shell.errors().contains("--tap " + file + " cannot be written"), shell.errors());
  }

  /** How many bytes a TCP stream has in both directions. */
  private static int follow(Path file, int stream) throws Exception {
    return new Tshark(file)
        .follow(stream).stream().mapToInt(line -> line.strip().length() / 2).sum();
  }
}
