package dev.sockeye;

import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;

/**
 * Two endpoints that are connected to each other, as {@code socketpair(2)} makes them.
 *
 * @param <E> the shape
 * @param first the one
 * @param second the other
 */
public record EndpointPair<E extends Endpoint>(E first, E second) implements Closeable {

  /**
   * Creates a pair.
   *
   * @param first the one
   * @param second the other
   */
  public EndpointPair {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
  }

  /** Closes both. */
  @Override
  public void close() throws IOException {
    try (first;
        second) {
      // Closing is all: the second is closed even where closing the first fails.
    }
  }
}
