package dev.sockeye.posix;

import dev.sockeye.EndpointOptions;
import dev.sockeye.RawOption;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The options of a kind of socket, and how each is read and set. Immutable. */
public final class OptionTable {

  /** None at all. */
  public static final OptionTable NONE = new OptionTable(null, Map.of());

  /**
   * Reads and sets an option.
   *
   * @param <T> its type
   */
  public interface Row<T> {

    /**
     * Reads it.
     *
     * @param socket of this socket
     * @return its value
     * @throws IOException if the system refuses
     */
    T get(NativeSocket<?> socket) throws IOException;

    /**
     * Sets it; unless this is overridden it can only be read.
     *
     * @param socket of this socket
     * @param name its name
     * @param value the value
     * @throws IOException if the system refuses
     */
    default void set(NativeSocket<?> socket, SocketOption<T> name, T value) throws IOException {
      throw new UnsupportedOperationException(name + " can only be read");
    }

    /**
     * Whether this system has it. One that it lacks is none of the supported options, and reading
     * it says why. Asked only once there is a socket.
     *
     * @return whether
     */
    default boolean isPresent() {
      return true;
    }
  }

  /**
   * How a value lies in memory.
   *
   * @param <T> its type
   */
  public interface Form<T> {

    /** An {@code int} that is 0 or not. */
    Form<Boolean> BOOL =
        new Form<>() {
          @Override
          public Boolean read(ByteBuffer from) {
            return from.getInt(0) != 0;
          }

          @Override
          public void write(SocketOption<Boolean> name, Boolean value, ByteBuffer into) {
            into.putInt(0, value ? 1 : 0);
          }
        };

    /** An {@code int}. */
    Form<Integer> INT =
        new Form<>() {
          @Override
          public Integer read(ByteBuffer from) {
            return from.getInt(0);
          }

          @Override
          public void write(SocketOption<Integer> name, Integer value, ByteBuffer into) {
            into.putInt(0, value);
          }
        };

    /** A size in bytes, of which Linux tells twice what was set. The JDK undoes that too. */
    Form<Integer> DOUBLED =
        new Form<>() {
          @Override
          public Integer read(ByteBuffer from) {
            return Abi.isLinux() ? from.getInt(0) / 2 : from.getInt(0);
          }

          @Override
          public void write(SocketOption<Integer> name, Integer value, ByteBuffer into) {
            if (value < 0) {
              throw new IllegalArgumentException(name + " is negative: " + value);
            }
            into.putInt(0, value);
          }
        };

    /** A size in bytes, {@code unsigned long long}. */
    Form<Long> SIZE64 =
        new Form<>() {
          @Override
          public int size() {
            return Long.BYTES;
          }

          @Override
          public Long read(ByteBuffer from) {
            return from.getLong(0);
          }

          @Override
          public void write(SocketOption<Long> name, Long value, ByteBuffer into) {
            if (value < 0) {
              throw new IllegalArgumentException(name + " is negative: " + value);
            }
            into.putLong(0, value);
          }
        };

    /** A time above zero, {@code struct timeval} of systems of 64 bits; to the microsecond. */
    Form<Duration> TIMEVAL =
        new Form<>() {
          @Override
          public int size() {
            return 2 * Long.BYTES;
          }

          @Override
          public Duration read(ByteBuffer from) {
            return Duration.ofSeconds(from.getLong(0), from.getLong(Long.BYTES) * 1000);
          }

          @Override
          public void write(SocketOption<Duration> name, Duration value, ByteBuffer into) {
            if (value.isNegative() || value.isZero()) {
              throw new IllegalArgumentException(name + " is not above zero: " + value);
            }
            into.putLong(0, value.getSeconds());
            into.putLong(Long.BYTES, value.getNano() / 1000);
          }
        };

    /**
     * How much memory it takes, at most.
     *
     * @return bytes, 4 unless this is overridden
     */
    default int size() {
      return Integer.BYTES;
    }

    /**
     * How much memory one value takes, where that differs between them.
     *
     * @param value the value
     * @return bytes, as many as any unless this is overridden
     */
    default int size(T value) {
      return size();
    }

    /**
     * Reads a value.
     *
     * @param from where it is, from 0 to the limit, in the system's byte order
     * @return the value
     */
    T read(ByteBuffer from);

    /**
     * Writes a value.
     *
     * @param name the option, for messages
     * @param value the value
     * @param into where to, at 0, in the system's byte order
     * @throws IllegalArgumentException if it is none that the option can have
     */
    void write(SocketOption<T> name, T value, ByteBuffer into);
  }

  private final Supplier<OptionTable> maker; // null of one that has its rows
  private volatile Map<SocketOption<?>, Row<?>> rows; // null until somebody asks
  private volatile Set<SocketOption<?>> names; // likewise

  private OptionTable(Supplier<OptionTable> maker, Map<SocketOption<?>, Row<?>> rows) {
    this.maker = maker;
    this.rows = rows;
  }

  /**
   * A table that is made when an option is first asked for: many a program has no need of one.
   *
   * @param maker makes it; two threads may at once, and one is dropped
   * @return the table
   */
  public static OptionTable later(Supplier<OptionTable> maker) {
    return new OptionTable(maker, null);
  }

  private Map<SocketOption<?>, Row<?>> rows() {
    Map<SocketOption<?>, Row<?>> known = rows;
    if (known == null) {
      known = maker.get().rows();
      rows = known;
    }
    return known;
  }

  /**
   * What every socket has: timeouts and the sizes of its buffers.
   *
   * @return the table
   */
  public static OptionTable common() {
    return later(new CommonOptions());
  }

  /**
   * The same with another option.
   *
   * @param <T> its type
   * @param name its name
   * @param row reads and sets it
   * @return the table
   */
  public <T> OptionTable with(SocketOption<T> name, Row<T> row) {
    return with(Map.of(name, row));
  }

  /**
   * The same with {@link EndpointOptions#MAX_MESSAGE_SIZE}, which can only be read.
   *
   * @param bytes the longest message that the protocol has
   * @return the table
   */
  public OptionTable withLongest(int bytes) {
    return with(EndpointOptions.MAX_MESSAGE_SIZE, socket -> bytes);
  }

  /**
   * The same with {@link EndpointOptions#MAX_MESSAGE_SIZE}, which can only be read, where a message
   * has to fit the send buffer.
   *
   * @param overhead how many bytes of the buffer, as the system counts it, are for other things
   * @return the table
   */
  public OptionTable withLongestOfSendBuffer(int overhead) {
    return with(
        EndpointOptions.MAX_MESSAGE_SIZE, socket -> Math.max(0, socket.sendBuffer() - overhead));
  }

  /**
   * The same with another option of {@code getsockopt(2)} and {@code setsockopt(2)}.
   *
   * @param <T> its type
   * @param name its name
   * @param level its level, such as {@code IPPROTO_UDP}
   * @param number its number
   * @param form how a value lies in memory
   * @return the table
   */
  public <T> OptionTable with(SocketOption<T> name, int level, int number, Form<T> form) {
    return with(name, level, number, form, () -> true);
  }

  /**
   * The same with an option that not every system has.
   *
   * @param <T> its type
   * @param name its name
   * @param level its level
   * @param number its number
   * @param form how a value lies in memory
   * @param present whether this system has it; asked once there is a socket
   * @return the table
   */
  public <T> OptionTable with(
      SocketOption<T> name, int level, int number, Form<T> form, BooleanSupplier present) {
    return with(name, new SystemOption<>(abi -> level, abi -> number, form, present));
  }

  /**
   * The same with the options of another table.
   *
   * @param more the other
   * @return the table
   */
  public OptionTable with(OptionTable more) {
    return with(more.rows());
  }

  private OptionTable with(Map<SocketOption<?>, Row<?>> more) {
    Map<SocketOption<?>, Row<?>> all = new LinkedHashMap<>(rows());
    all.putAll(more);
    return new OptionTable(null, Collections.unmodifiableMap(all));
  }

  /**
   * Their names.
   *
   * @return those that this system has
   */
  public Set<SocketOption<?>> names() {
    Set<SocketOption<?>> known = names;
    if (known == null) {
      known = new LinkedHashSet<>(rows().keySet());
      known.removeIf(name -> !rows().get(name).isPresent());
      known = Collections.unmodifiableSet(known);
      names = known;
    }
    return known;
  }

  /** Those that this system lacks too. */
  Set<SocketOption<?>> all() {
    return rows().keySet();
  }

  boolean has(SocketOption<?> name) {
    return rows().containsKey(name);
  }

  @SuppressWarnings("unchecked") // put in with its name
  private <T> Row<T> row(SocketOption<T> name) {
    Row<?> row = rows().get(Objects.requireNonNull(name, "name"));
    if (row == null && name instanceof RawOption raw) {
      row =
          new SystemOption<>(
              abi -> raw.level(), abi -> raw.number(), new RawForm(raw.bytes()), () -> true);
    } else if (row == null) {
      throw new UnsupportedOperationException("'" + name + "' not supported");
    }
    return (Row<T>) row;
  }

  <T> T get(NativeSocket<?> socket, SocketOption<T> name) throws IOException {
    return row(name).get(socket);
  }

  <T> void set(NativeSocket<?> socket, SocketOption<T> name, Object value) throws IOException {
    Row<T> row = row(name);
    row.set(socket, name, value == null ? null : name.type().cast(value));
  }

  /**
   * Reads an option of somebody else's socket, {@code getsockopt(2)}.
   *
   * @param <T> its type
   * @param fd the socket's descriptor
   * @param name one of {@link #names} that is of the system's, or a {@link RawOption}
   * @return its value
   * @throws UnsupportedOperationException if it is neither
   * @throws IOException if the system refuses
   */
  public <T> T get(int fd, SocketOption<T> name) throws IOException {
    return systemOption(name).get(fd);
  }

  /**
   * Sets an option of somebody else's socket, {@code setsockopt(2)}.
   *
   * @param <T> its type
   * @param fd the socket's descriptor
   * @param name one of {@link #names} that is of the system's, or a {@link RawOption}
   * @param value the value
   * @throws UnsupportedOperationException if it is neither
   * @throws IllegalArgumentException if it is no value that the option can have
   * @throws IOException if the system refuses
   */
  public <T> void set(int fd, SocketOption<T> name, T value) throws IOException {
    systemOption(name).set(fd, name, value);
  }

  private <T> SystemOption<T> systemOption(SocketOption<T> name) {
    return (SystemOption<T>) row(name);
  }
}
