package dev.sockeye.can;

import dev.sockeye.SocketSpec;
import dev.sockeye.testkit.VirtualCan;
import dev.sockeye.testkit.local.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Where the kernel has CAN: in the kernel lab, whose modules are loaded here. */
final class Lab {

  private static final Path MODPROBE = Path.of("/run/modprobe"); // the lab's own
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
        Programs.run(MODPROBE.toString(), "-a", "can", "can-raw", "can-bcm", "can-j1939", "vcan");
      }
      VirtualCan.make().close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("no virtual CAN interface can be made: " + e.getMessage());
    }
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
