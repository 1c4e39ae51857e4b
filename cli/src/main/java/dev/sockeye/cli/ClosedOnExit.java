package dev.sockeye.cli;

import java.io.Closeable;
import java.io.IOException;

/**
 * Closes a resource after use, and also when a signal ends the process: so a socket file or a
 * temporary folder does not stay behind.
 */
final class ClosedOnExit {

  private ClosedOnExit() {}

  /**
   * What is done with the resource.
   *
   * @param <T> its type
   */
  @FunctionalInterface
  interface Use<T> {
    void with(T resource) throws IOException;
  }

  /** Uses a resource and closes it, once or, when the process ends meanwhile, twice. */
  static <T extends Closeable> void use(T resource, Use<? super T> use) throws IOException {
    Thread hook = new Thread(() -> closeQuietly(resource), "sockeye-exit");
    try (resource) {
      Runtime.getRuntime().addShutdownHook(hook);
      use.with(resource);
    } finally {
      remove(hook);
    }
  }

  /** Takes back what was to be done when a signal ends the process. */
  static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // The process is ending, and the hook at work.
    }
  }

  private static void closeQuietly(Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      return; // Nobody is left to be told.
    }
  }
}
