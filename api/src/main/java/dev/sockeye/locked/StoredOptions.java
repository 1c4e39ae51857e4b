package dev.sockeye.locked;

import dev.sockeye.EndpointOptions;
import dev.sockeye.spi.Deadline;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The options of a {@link LockedSocket}: stored, read back, and inherited from a listener. All have
 * timeouts and buffer sizes, and a listener its backlog; a transport {@linkplain #add adds} what
 * else it has. Guarded by the socket's lock; the set of options does not change once the socket is
 * made.
 */
public class StoredOptions {

  private static final int BUFFER_SIZE = 64 * 1024;
  private static final int MAX_LINGER = 65_535; // what Linux and the JDK make of more

  private final Map<SocketOption<?>, Object> values = new HashMap<>();
  private final Map<SocketOption<?>, Object> changed = new LinkedHashMap<>();
  private final Map<SocketOption<?>, SocketOption<?>> twins = new HashMap<>();
  private final Set<SocketOption<?>> readOnly = new HashSet<>();

  // What every call looks at, without boxes.
  private long receiveTimeout;
  private long sendTimeout;
  private int receiveBuffer;
  private int sendBuffer;
  private int linger = -1;

  /**
   * Creates the options that all sockets have.
   *
   * @param bufferSize of each direction, to begin with
   * @param listener whether they are a listener's
   */
  public StoredOptions(int bufferSize, boolean listener) {
    receiveBuffer = bufferSize;
    sendBuffer = bufferSize;
    values.put(EndpointOptions.SO_RCVTIMEO, Duration.ZERO);
    values.put(EndpointOptions.SO_SNDTIMEO, Duration.ZERO);
    values.put(StandardSocketOptions.SO_RCVBUF, bufferSize);
    values.put(StandardSocketOptions.SO_SNDBUF, bufferSize);
    if (listener) {
      values.put(EndpointOptions.BACKLOG, EndpointOptions.DEFAULT_BACKLOG);
    }
  }

  /**
   * The options of an endpoint that is connected: 64 KiB in each direction, and {@code SO_LINGER}.
   *
   * @return the options
   */
  public static StoredOptions ofConnection() {
    return ofConnections(false);
  }

  /**
   * The options of a listener for such endpoints, who inherit them.
   *
   * @return the options
   */
  public static StoredOptions ofListener() {
    return ofConnections(true);
  }

  private static StoredOptions ofConnections(boolean listener) {
    return new StoredOptions(BUFFER_SIZE, listener).add(StandardSocketOptions.SO_LINGER, -1);
  }

  /**
   * Adds an option while the socket is made, or gives one that is read only its value.
   *
   * @param <T> its type
   * @param name the option
   * @param value its value to begin with, which may be {@code null}
   * @return this
   */
  public final <T> StoredOptions add(SocketOption<T> name, T value) {
    values.put(name, value);
    return this;
  }

  /**
   * Adds an option that cannot be set, without a value; only while the socket is made.
   *
   * @param name the option
   */
  public final void addReadOnly(SocketOption<?> name) {
    values.put(name, null);
    readOnly.add(name);
  }

  /**
   * Adds another name of an option; only while the socket is made.
   *
   * @param twin the other name
   * @param name the option
   */
  public final void addTwin(SocketOption<?> twin, SocketOption<?> name) {
    twins.put(twin, name);
  }

  final Set<SocketOption<?>> supported() {
    Set<SocketOption<?>> all = new HashSet<>(values.keySet());
    all.addAll(twins.keySet());
    return Set.copyOf(all);
  }

  /**
   * Reads an option.
   *
   * @param <T> its type
   * @param name the option
   * @return its value
   * @throws UnsupportedOperationException if there is no such option
   */
  public final <T> T get(SocketOption<T> name) {
    requireSupported(name);
    return name.type().cast(values.get(own(name)));
  }

  private SocketOption<?> own(SocketOption<?> name) {
    return twins.getOrDefault(name, name);
  }

  final <T> void set(SocketOption<T> name, T value) {
    requireSupported(name);
    if (readOnly.contains(name)) {
      throw new UnsupportedOperationException(name + " can only be read");
    } else if (!name.type().isInstance(value)) {
      throw new IllegalArgumentException(name.name() + " cannot be " + value);
    }
    SocketOption<?> own = own(name);
    Object accepted = accepted(own, value);
    store(own, accepted);
    if (isInherited(own)) {
      changed.put(own, accepted);
    }
  }

  private void requireSupported(SocketOption<?> name) {
    Objects.requireNonNull(name, "name");
    if (!values.containsKey(own(name))) {
      throw new UnsupportedOperationException("'" + name + "' not supported");
    }
  }

  /**
   * Checks a value that is to be set. Neither times nor numbers can be negative, unless a subclass
   * knows better.
   *
   * @param name the option
   * @param value a value of its type
   * @return the value to store
   * @throws IllegalArgumentException if it cannot be; the message says what would
   */
  protected Object accepted(SocketOption<?> name, Object value) {
    if (value instanceof Duration) {
      Deadline.nanos(name, value); // throws if it cannot be
    } else if (name.equals(StandardSocketOptions.SO_LINGER)) {
      return Math.max(-1, Math.min(MAX_LINGER, (Integer) value));
    } else if (value instanceof Integer number) {
      requireAtMost(name, number, Integer.MAX_VALUE);
    }
    return value;
  }

  /**
   * Throws unless a number is in an option's range.
   *
   * @param name the option
   * @param value the number
   * @param max the most that it may be
   * @throws IllegalArgumentException if it is negative or more
   */
  protected static void requireAtMost(SocketOption<?> name, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name.name() + " is not from 0 to " + max + ": " + value);
    }
  }

  /**
   * Whether the sockets that a listener accepts have what was set on the listener. They do, unless
   * a subclass knows better.
   *
   * @param name the option
   * @return whether
   */
  protected boolean isInherited(SocketOption<?> name) {
    return true;
  }

  /**
   * Called with each value that is set or inherited, for a subclass that keeps it unboxed.
   *
   * @param name the option
   * @param value its value
   */
  protected void stored(SocketOption<?> name, Object value) {}

  private void store(SocketOption<?> name, Object value) {
    values.put(name, value);
    if (name.equals(EndpointOptions.SO_RCVTIMEO)) {
      receiveTimeout = Deadline.nanos((Duration) value);
    } else if (name.equals(EndpointOptions.SO_SNDTIMEO)) {
      sendTimeout = Deadline.nanos((Duration) value);
    } else if (name.equals(StandardSocketOptions.SO_RCVBUF)) {
      receiveBuffer = (Integer) value;
    } else if (name.equals(StandardSocketOptions.SO_SNDBUF)) {
      sendBuffer = (Integer) value;
    } else if (name.equals(StandardSocketOptions.SO_LINGER)) {
      linger = (Integer) value;
    }
    stored(name, value);
  }

  /**
   * Takes over what was set on the listener that accepted this.
   *
   * @param listener the listener's options
   */
  public final void inherit(StoredOptions listener) {
    listener.changed.forEach(
        (name, value) -> {
          if (values.containsKey(name)) {
            store(name, value);
          }
        });
  }

  final long receiveTimeout() {
    return receiveTimeout;
  }

  final long sendTimeout() {
    return sendTimeout;
  }

  /**
   * {@code SO_RCVBUF}.
   *
   * @return bytes
   */
  public final int receiveBuffer() {
    return receiveBuffer;
  }

  /**
   * {@code SO_SNDBUF}.
   *
   * @return bytes
   */
  public final int sendBuffer() {
    return sendBuffer;
  }

  /**
   * {@code SO_LINGER}.
   *
   * @return seconds; -1 for none
   */
  public final int linger() {
    return linger;
  }
}
