package dev.sockeye.internal;

/**
 * An endpoint that keeps bytes of its own between calls in non-blocking mode, for whoever has to
 * bound what all of many connections keep together.
 */
public interface Buffering {

  /**
   * The memory that is held since the last call: for a part of a message that has come, for
   * messages that came together with others and are not received yet, for the rest of one that is
   * sent.
   *
   * @return the number of bytes, 0 if there is nothing to be kept
   */
  int bytesHeld();

  /**
   * Tells whether {@link #bytesHeld} counts all messages that no poller sees.
   *
   * @return {@code false} if it may have others, which is not known
   */
  default boolean tellsAll() {
    return true;
  }
}
