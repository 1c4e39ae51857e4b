package dev.sockeye.server;

/** Where failures go of which nobody else wants to hear. */
final class Log {

  private static final System.Logger LOGGER = System.getLogger("dev.sockeye.server");

  private Log() {}

  static void failure(Failure failure) {
    LOGGER.log(System.Logger.Level.WARNING, failure::toString);
    LOGGER.log(System.Logger.Level.DEBUG, failure.during(), failure.cause());
  }
}
