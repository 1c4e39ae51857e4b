package dev.sockeye.can;

import dev.sockeye.SocketSpec;
import dev.sockeye.testkit.local.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** Virtual CAN interfaces, where the kernel has them: in the kernel lab. */
final class Lab {

  private static final Path MODPROBE = Path.of("/run/modprobe"); // the lab's own
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static Optional<String> unavailable;

  private Lab() {}

  /** Why there is no CAN here. */
  static synchronized Optional<String> unavailable(SocketSpec<?> spec) {
    if (unavailable == null) {
      unavailable = prepare();
    }
    return new CanTransport().unavailable(spec).or(() -> unavailable);
  }

  static void require(SocketSpec<?> spec) {
    unavailable(spec)
        .ifPresent(
            why -> {
              System.out.println("Skipped: " + why);
              Assumptions.abort(why);
            });
  }

  private static Optional<String> prepare() {
    try {
      if (Files.isExecutable(MODPROBE)) {
        run(MODPROBE.toString(), "-a", "can", "can-raw", "can-bcm", "can-j1939", "vcan");
      }
      delete(create());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("no virtual CAN interface can be made: " + e.getMessage());
    }
  }

  /** A new interface, up, which takes frames of flexible data rate. */
  static String create() throws IOException {
    String name = "vc" + ProcessHandle.current().pid() + "x" + COUNT.incrementAndGet();
    create(name);
    return name;
  }

  /** One of this name. */
  static void create(String name) throws IOException {
    run("ip", "link", "add", name, "type", "vcan");
    run("ip", "link", "set", name, "mtu", "72", "up");
  }

  /** A new interface that is there until the tests end. */
  static String lasting() throws IOException {
    String name = create();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteAtEnd(name)));
    return name;
  }

  private static void deleteAtEnd(String name) {
    try {
      delete(name);
    } catch (IOException e) {
      System.err.println(e.getMessage());
    }
  }

  static void delete(String name) throws IOException {
    run("ip", "link", "del", name);
  }

  /** Runs a program to its end. */
  static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return said;
  }

  /** Starts a program of others, for 50 s at most; skips the test if it is not there. */
  static Process start(String... command) {
    Programs.requireInstalled(command[0]);
    List<String> limited = new ArrayList<>(List.of("timeout", "-k", "1", "50"));
    limited.addAll(List.of(command));
    return Programs.start(
        new ProcessBuilder(limited).redirectError(ProcessBuilder.Redirect.INHERIT));
  }

  /** Starts {@code can.py}. */
  static Process python(String... arguments) throws IOException {
    return Programs.python(Lab.class, "can.py", arguments);
  }
}
