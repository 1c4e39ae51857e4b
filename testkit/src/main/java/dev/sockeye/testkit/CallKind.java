package dev.sockeye.testkit;

import static dev.sockeye.EndpointOptions.SO_RCVTIMEO;
import static dev.sockeye.EndpointOptions.SO_SNDTIMEO;

import dev.sockeye.Pollable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The ways in which a call can block. */
public enum CallKind {
  /** On a platform thread, without a timeout. */
  PLAIN(ThreadKind.PLATFORM, false),
  /** On a platform thread, with a timeout that is far away. */
  TIMED(ThreadKind.PLATFORM, true),
  /** On a virtual thread, without a timeout. */
  PLAIN_VIRTUAL(ThreadKind.VIRTUAL, false),
  /** On a virtual thread, with a timeout that is far away. */
  TIMED_VIRTUAL(ThreadKind.VIRTUAL, true);

  private static final Duration FAR_AWAY = Duration.ofMinutes(5);

  private final ThreadKind thread;
  private final boolean timed;

  CallKind(ThreadKind thread, boolean timed) {
    this.thread = thread;
    this.timed = timed;
  }

  /**
   * The kinds that this JVM has.
   *
   * @return plain calls on platform threads first
   */
  public static List<CallKind> available() {
    return Arrays.stream(values())
        .filter(kind -> ThreadKind.available().contains(kind.thread))
        .toList();
  }

  /**
   * The kind of thread.
   *
   * @return the kind
   */
  public ThreadKind thread() {
    return thread;
  }

  /**
   * Tells whether calls have a timeout.
   *
   * @return whether
   */
  public boolean isTimed() {
    return timed;
  }

  /**
   * Sets the timeouts of a socket, if calls are to have one.
   *
   * @param <P> its type
   * @param socket the socket
   * @return the socket
   * @throws IOException if the system refuses
   */
  public <P extends Pollable> P prepare(P socket) throws IOException {
    if (timed) {
      socket.setOption(SO_RCVTIMEO, FAR_AWAY);
      socket.setOption(SO_SNDTIMEO, FAR_AWAY);
    }
    return socket;
  }
}
