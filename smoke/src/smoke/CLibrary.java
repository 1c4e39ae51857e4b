package smoke;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the C library has been called by, as the system sees it: jffi has its own mapped. */
final class CLibrary {
  private static final Path MAPPED = Path.of("/proc/self/maps");

  private CLibrary() {}

  /** Fails unless it was called by that, {@code foreign} or {@code jnr}. */
  static void requireCalledBy(String binding) throws IOException {
    if (Files.exists(MAPPED)) {
      boolean jffi = Files.readString(MAPPED).contains("jffi");
      Check.require(jffi == binding.equals("jnr"), "calls by " + binding);
    }
  }
}
