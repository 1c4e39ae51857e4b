package dev.sockeye.cli;

import dev.sockeye.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Where the command starts. */
public final class Main {

  private Main() {}

  /**
   * Runs the command and ends the process with its exit status.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    boolean debug = "1".equals(System.getenv("SOCKEYE_DEBUG"));
    Surroundings surroundings = Surroundings.ofProcess();
    int status = Sockeye.commandLine(surroundings, debug).execute(arguments);
    System.exit(surroundings.text().checkError() ? cutOff(surroundings, status) : status);
  }

  /**
   * A writer keeps to itself what failed, so it is tried again. A reader that has gone away, as
   * {@code head} does, is nothing to complain of.
   */
  private static int cutOff(Surroundings surroundings, int status) {
    try {
      surroundings.out().write(ByteBuffer.wrap(new byte[] {'\n'}));
    } catch (IOException e) {
      if (!Errno.of(e).equals(Optional.of(Errno.EPIPE))) {
        surroundings.err().println("sockeye: standard output: " + e.getMessage());
      }
    }
    return status == ExitStatus.OK ? ExitStatus.FAILED : status;
  }
}
