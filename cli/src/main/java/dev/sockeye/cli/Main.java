package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
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
    int status = run(surroundings, debug, arguments);
    System.exit(surroundings.text().checkError() ? cutOff(surroundings, status) : status);
  }

  /**
   * Runs a command line and gives its exit status. {@code connect URI}, which scripts start for
   * each of their requests, does without the parser of options: to load that one takes longer than
   * all else.
   */
  static int run(Surroundings surroundings, boolean debug, String... arguments) {
    Complaints complaints = new Complaints(surroundings.err(), debug);
    if (arguments.length == 2 && arguments[0].equals("connect")) {
      EndpointUri uri;
      try {
        uri = EndpointUri.valueOf(arguments[1]);
      } catch (IllegalArgumentException e) {
        return parsed(surroundings, complaints, arguments); // an option, or to be complained of
      }
      return connected(surroundings, complaints, uri);
    }
    return parsed(surroundings, complaints, arguments);
  }

  private static int connected(Surroundings surroundings, Complaints complaints, EndpointUri uri) {
    complaints.about(uri);
    try {
      return new ConnectCommand(surroundings, uri).call();
    } catch (IOException | RuntimeException e) {
      return complaints.failed(e);
    }
  }

  private static int parsed(Surroundings surroundings, Complaints complaints, String... arguments) {
    TapOption tap = new TapOption(surroundings.networks());
    Surroundings tapped = surroundings.with(tap);
    int status = Sockeye.commandLine(tapped, complaints, tap, arguments).execute(arguments);
    return tap.ended(status, complaints);
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
