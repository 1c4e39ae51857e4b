package dev.sockeye;

import java.net.SocketOption;
import java.time.Duration;
import java.util.Objects;

/**
 * The options that the JDK lacks; its own, in {@link java.net.StandardSocketOptions} and {@code
 * jdk.net.ExtendedSocketOptions}, are used as they are.
 */
public final class EndpointOptions {

  /**
   * How long a read, receive or accept waits, {@code socket(7)}; zero for ever. Past it the call
   * throws {@link java.net.SocketTimeoutException}, has consumed nothing, and the socket goes on
   * working. A call obeys the value that was set when it began. Set the first value before another
   * thread blocks in a call without a limit: on some transports a call with one has to wait until
   * that call is over, at most for its own time.
   */
  public static final SocketOption<Duration> SO_RCVTIMEO = of("SO_RCVTIMEO", Duration.class);

  /**
   * How long a write, send or connect waits, {@code socket(7)}; zero for ever. It works as {@link
   * #SO_RCVTIMEO} does, except that an endpoint whose connect took too long is closed.
   */
  public static final SocketOption<Duration> SO_SNDTIMEO = of("SO_SNDTIMEO", Duration.class);

  /**
   * How many established connections may wait to be accepted, {@code listen(2)}; to be set on a
   * {@link Listener} before it is bound. {@value #DEFAULT_BACKLOG} unless set; 0 leaves it to the
   * system.
   */
  public static final SocketOption<Integer> BACKLOG = of("BACKLOG", Integer.class);

  /**
   * The longest message that a {@link MessageEndpoint} sends, in bytes; a longer one is a {@link
   * MessageTooLargeException}. Framed over a stream it is {@value #DEFAULT_MAX_MESSAGE_SIZE} unless
   * set, and both sides should agree on it. Elsewhere it can only be read: what the protocol has,
   * or what fits {@code SO_SNDBUF}; the peer's buffer or the interface on the way may take less.
   */
  public static final SocketOption<Integer> MAX_MESSAGE_SIZE =
      of("MAX_MESSAGE_SIZE", Integer.class);

  /** The backlog of a listener that was told none; the system caps it. */
  public static final int DEFAULT_BACKLOG = 1024;

  /** The longest framed message unless {@link #MAX_MESSAGE_SIZE} says otherwise: 1 MiB. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 1 << 20;

  private EndpointOptions() {}

  /**
   * Creates an option; once, for a constant. For transports that bring options of their own.
   *
   * @param <T> the type of its values
   * @param name its name, by which URIs know it
   * @param type the type of its values
   * @return the option, equal to others of the same name and type
   */
  public static <T> SocketOption<T> of(String name, Class<T> type) {
    return new Option<>(Objects.requireNonNull(name, "name"), Objects.requireNonNull(type, "type"));
  }

  /** Compares by itself: a record's own methods are linked at first use, 10 ms of a start. */
  private record Option<T>(String name, Class<T> type) implements SocketOption<T> {
    @Override
    public boolean equals(Object other) {
      return other instanceof Option<?> option && name.equals(option.name) && type == option.type;
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
