package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemCallsTest {

  private static final String MARK = "11 access(\"/sockeye-bench/%s\", F_OK) = -1 ENOENT";

  @TempDir private Path folder;
  private Path log;
  private final List<String> lines = new ArrayList<>();

  @BeforeEach
  void create() {
    log = folder.resolve("strace");
  }

  private void operation(String name, String... calls) {
    lines.add(MARK.formatted(name));
    lines.addAll(List.of(calls));
    lines.add(MARK.formatted("rest"));
  }

  private String rows(int times) throws IOException {
    Files.write(log, lines);
    return SystemCalls.rows("tcp", log, times);
  }

  @Test
  void eachOperationHasItsCallsInTheOrderOfTheOperations() throws IOException {
    operation("write", "11 write(5, \"x\", 64) = 64");
    operation("read", "11 read(5, \"x\", 64) = 64");
    assertEquals("| tcp | write | `write` |%n| tcp | read | `read` |%n".formatted(), rows(1));
  }

  @Test
  void whatOtherThreadsDoAndWhatIsBetweenOperationsDoesNotCount() throws IOException {
    lines.add("11 mmap(NULL, 4096) = 0x7f");
    operation("read", "12 futex(0x7f, FUTEX_WAKE) = 1", "11 read(5, \"x\", 64) = 64");
    lines.add("11 close(9) = 0");
    assertEquals("| tcp | read | `read` |%n".formatted(), rows(1));
  }

  @Test
  void aCallThatAnotherThreadInterruptsInTheLogIsOne() throws IOException {
    operation(
        "read",
        "11 read(5,  <unfinished ...>",
        "12 futex(0x7f, FUTEX_WAKE) = 1",
        "11 <... read resumed>\"x\", 64) = 64");
    assertEquals("| tcp | read | `read` |%n".formatted(), rows(1));
  }

  @Test
  void whatIsMadeSeveralTimesTellsHowOftenAndWhatIsRareIsLeftOut() throws IOException {
    for (int i = 0; i < 100; i++) {
      operation("receive", "11 poll(5) = 1", "11 recvmsg(5) = 1", "11 recvmsg(5) = 1");
    }
    lines.add(MARK.formatted("receive"));
    lines.add("11 madvise(0x7f) = 0");
    lines.add(MARK.formatted("rest"));
    assertEquals("| tcp | receive | `poll`, `recvmsg` × 2.00 |%n".formatted(), rows(100));
  }

  @Test
  void anOperationWithoutACallSaysSo() throws IOException {
    operation("isOpen");
    assertEquals("| tcp | isOpen | none |%n".formatted(), rows(1));
  }

  @Test
  void stracesOwnLogIsUnderstood() throws Exception {
    assumeTrue(Host.isOnPath("strace") && Host.isOnPath("python3"), "strace or python3 is missing");
    String program =
        """
        import os
        for name in 'getppid', 'rest':
          os.path.exists('/sockeye-bench/' + name)
          os.getppid()
        """;
    Process strace =
        new ProcessBuilder("strace", "-f", "-qq", "-o", log.toString(), "python3", "-c", program)
            .inheritIO()
            .start();
    assertTrue(strace.waitFor(60, TimeUnit.SECONDS));
    assumeTrue(strace.exitValue() == 0, "strace may not trace here");
    assertEquals("| tcp | getppid | `getppid` |%n".formatted(), SystemCalls.rows("tcp", log, 1));
  }
}
