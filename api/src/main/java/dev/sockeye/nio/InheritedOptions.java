package dev.sockeye.nio;

import dev.sockeye.Endpoint;
import java.io.IOException;
import java.net.SocketOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The options that were set on a listener, for the endpoints that it accepts, in the order in which
 * they were set. For any thread.
 */
public final class InheritedOptions {

  private final Map<SocketOption<?>, Object> values = new LinkedHashMap<>(); // guarded by this

  /** None yet. */
  public InheritedOptions() {}

  /**
   * Remembers an option.
   *
   * @param <T> the type of its value
   * @param name the option
   * @param value its value, which accepted endpoints do not refuse
   */
  public synchronized <T> void put(SocketOption<T> name, T value) {
    values.put(name, value);
  }

  /**
   * What an option was set to.
   *
   * @param <T> the type of its value
   * @param name the option
   * @return the value, {@code null} if it was not set
   */
  public synchronized <T> T get(SocketOption<T> name) {
    return name.type().cast(values.get(name));
  }

  /**
   * Sets all of them on an endpoint, and closes it if that fails.
   *
   * @param <E> the endpoint's type
   * @param accepted what was accepted
   * @return the endpoint
   * @throws IOException if one cannot be set
   */
  public synchronized <E extends Endpoint> E applyTo(E accepted) throws IOException {
    try {
      for (Map.Entry<SocketOption<?>, Object> option : values.entrySet()) {
        set(accepted, option.getKey(), option.getValue());
      }
      return accepted;
    } catch (IOException | RuntimeException e) {
      accepted.close();
      throw e;
    }
  }

  @SuppressWarnings("unchecked") // put took a value of the option's own type
  private static <T> void set(Endpoint endpoint, SocketOption<T> option, Object value)
      throws IOException {
    endpoint.setOption(option, (T) value);
  }
}
