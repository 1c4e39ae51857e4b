package dev.sockeye.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tells whether a standard stream is a terminal, {@code isatty(3)}. */
final class Terminal {

  private static final Pattern DEVICE = Pattern.compile("/dev/(pts/|tty|console|hvc|ttys).*");

  private Terminal() {}

  /**
   * Tells whether a file descriptor is a terminal. The JDK does not: {@code System.console()} knows
   * of standard input and output together only, and from Java 22 on not even that. Where there is
   * no {@code /proc} it has to do.
   */
  @SuppressWarnings("SystemConsoleNull") // not from Java 22 on
  static boolean isTerminal(int descriptor) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
      return DEVICE.matcher(target.toString()).matches();
    } catch (IOException | UnsupportedOperationException e) {
      return Runtime.version().feature() < 22 && System.console() != null;
    }
  }
}
