package dev.sockeye.testkit.local;

import dev.sockeye.Endpoint;
import java.io.IOException;
import java.net.SocketOption;
import org.junit.jupiter.api.Assumptions;

/** Options that a host may lack: then the test is skipped, and says why. */
public final class Options {

  private Options() {}

  /**
   * Skips the test where a socket lacks an option: for want of native calls, which the reason
   * names, or of the option on this system, which it names then.
   *
   * @param socket who has the option elsewhere
   * @param option which
   * @throws IOException if the socket fails
   */
  public static void require(Endpoint socket, SocketOption<?> option) throws IOException {
    if (!socket.supportedOptions().contains(option)) {
      String why = reason(socket, option);
      System.out.println("Skipped: " + why);
      Assumptions.abort(why);
    }
  }

  private static String reason(Endpoint socket, SocketOption<?> option) throws IOException {
    try {
      Object value = socket.getOption(option);
      throw new AssertionError(option + " is not listed, and is " + value);
    } catch (UnsupportedOperationException e) {
      boolean calls = String.valueOf(e.getMessage()).contains("native calls");
      return calls ? e.getMessage() : System.getProperty("os.name") + " has no " + option.name();
    }
  }
}
