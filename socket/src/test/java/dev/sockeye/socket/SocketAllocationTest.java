package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A loop of reads and writes leaves nothing for the collector: in a program of its own, since the
 * compiler judges by all that was called before.
 */
@Timeout(120)
final class SocketAllocationTest {

  @TempDir Path folder;

  @Test
  void readsAndWritesOverTcpAllocateNothing() throws Exception {
    assertAllocatesNothing("tcp://127.0.0.1:0");
  }

  @Test
  void readsAndWritesOverUnixAllocateNothing() throws Exception {
    assertAllocatesNothing("unix:" + folder.resolve("s"));
  }

  private static void assertAllocatesNothing(String uri) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add(SteadyTraffic.class.getName());
    command.add(uri);
    Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      byte[] said = program.getInputStream().readAllBytes();
      assertEquals(0, program.waitFor(), () -> new String(said, StandardCharsets.UTF_8));
    } finally {
      program.destroyForcibly();
    }
  }
}
