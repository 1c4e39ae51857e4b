package dev.sockeye.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.posix.Bindings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link Streams#copy} from socket to socket by {@code splice(2)}, through a pipe. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SplicedCopyTest {

  private static final int MUCH = 20_000_000; // more than all buffers on the way hold
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @BeforeEach
  void onLinux() {
    assumeTrue(Files.isDirectory(DESCRIPTORS), "splice(2) is Linux's");
  }

  private static long pipes() throws IOException {
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.filter(SplicedCopyTest::isPipe).count();
    }
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  /** What may throw, on a thread of its own. */
  @FunctionalInterface
  private interface Task {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> start(Task task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  /** Copies much, and gives how many more pipes there are while that is under way. */
  private static long pipesOfACopy() throws Exception {
    byte[] sent = new byte[MUCH];
    new Random(5).nextBytes(sent);
    ByteBuffer got = ByteBuffer.allocate(MUCH);
    long before = pipes();
    try (EndpointPair<StreamEndpoint> from = Network.system().pair(Tcp.STREAM);
        EndpointPair<StreamEndpoint> to = Network.system().pair(Tcp.STREAM)) {
      CompletableFuture<Void> written =
          start(
              () -> {
                Streams.writeFully(from.first(), ByteBuffer.wrap(sent));
                from.first().shutdownOutput();
              });
      CompletableFuture<Void> copied =
          start(() -> assertEquals(MUCH, Streams.copy(from.second(), to.first())));
      Streams.readFully(to.second(), got.limit(MUCH / 2));
      long during = pipes() - before;
      Streams.readFully(to.second(), got.limit(MUCH));
      written.get(30, TimeUnit.SECONDS);
      copied.get(30, TimeUnit.SECONDS);
      assertArrayEquals(sent, got.array());
      assertEquals(before, pipes());
      return during;
    }
  }

  @Test
  void muchGoesThroughAPipe() throws Exception {
    assumeTrue(Bindings.areWelcome(), "the JVM would warn of native access, or cannot have it");
    assumeTrue(Bindings.unavailable().isEmpty(), "no C library: " + Bindings.description());
    assertEquals(2, pipesOfACopy());
  }

  /** The same in a JVM that would warn of native access which the program has not allowed. */
  @Test
  void theJvmWarnsOfNothing() throws Exception {
    int version = Runtime.version().feature();
    assumeTrue(version >= 22, "Java " + version + " warns of no native access");
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SplicedCopyTest.class.getName())
            .redirectErrorStream(true);
    java.environment().remove("JAVA_TOOL_OPTIONS"); // of which the JVM tells
    Process process = java.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertEquals("pipes: 0", said.strip());
  }

  public static void main(String[] arguments) throws Exception {
    System.out.println("pipes: " + pipesOfACopy());
  }
}
