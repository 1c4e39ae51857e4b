package dev.sockeye.locked;

import java.io.IOException;

/**
 * What a {@link LockedSocket} does with its lock held.
 *
 * @param <T> its result
 */
@FunctionalInterface
public interface Step<T> {
  /**
   * Does it.
   *
   * @return the result
   * @throws IOException if it fails
   */
  T run() throws IOException;
}
