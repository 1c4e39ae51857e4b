package dev.sockeye.server;

import dev.sockeye.BrokenPipeException;
import dev.sockeye.ConnectionResetException;
import java.lang.System.Logger.Level;

/** Where failures go of which nobody else wants to hear. */
final class Log {

  private static final System.Logger LOGGER = System.getLogger("dev.sockeye.server");

  private static final LimitedFailures LIMITED = new LimitedFailures(Log::write, Log::writeRest);

  private Log() {}

  static void failure(Failure failure) {
    LIMITED.accept(failure);
  }

  private static void write(Failure failure) {
    LOGGER.log(level(failure), failure::toString);
    LOGGER.log(Level.DEBUG, failure.during(), failure.cause());
  }

  private static void writeRest(Failure last, long count) {
    LOGGER.log(level(last), () -> count + " more of this kind, the last: " + last);
  }

  /** A peer that breaks off is no error of this program. */
  private static Level level(Failure failure) {
    boolean byPeer =
        failure.cause() instanceof ConnectionResetException
            || failure.cause() instanceof BrokenPipeException;
    return byPeer ? Level.INFO : Level.WARNING;
  }
}
