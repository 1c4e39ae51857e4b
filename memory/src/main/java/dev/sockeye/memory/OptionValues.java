package dev.sockeye.memory;

import dev.sockeye.SocketOptions;
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
import java.util.regex.Pattern;

/**
 * The options of a socket: those that a real one of its kind has, stored and read back. Guarded by
 * the kernel's lock; the set of options never changes.
 */
final class OptionValues {

  // Those of the sockeye-unix module, so that its URIs work here without it. In memory there are
  // neither files nor other users: values are checked, and change nothing.
  static final SocketOption<String> MODE = SocketOptions.of("MODE", String.class);
  static final SocketOption<Boolean> UNLINK_ON_CLOSE =
      SocketOptions.of("UNLINK_ON_CLOSE", Boolean.class);
  static final SocketOption<String> ALLOW_UID = SocketOptions.of("ALLOW_UID", String.class);
  static final SocketOption<Boolean> SO_PASSCRED = SocketOptions.of("SO_PASSCRED", Boolean.class);
  static final SocketOption<Boolean> SO_PASSRIGHTS =
      SocketOptions.of("SO_PASSRIGHTS", Boolean.class);
  private static final Pattern OCTAL = Pattern.compile("(0?[0-7]{1,3})?");
  private static final Pattern USER_IDS = Pattern.compile("(\\d{1,10}(,\\d{1,10})*)?");

  private static final int MAX_LINGER = 65_535;
  private static final int MAX_OCTET = 255;

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
  private volatile boolean passesCredentials; // asked without the lock too

  OptionValues(Kind kind, int bufferSize, boolean listener) {
    receiveBuffer = bufferSize;
    sendBuffer = bufferSize;
    values.put(SocketOptions.SO_RCVTIMEO, Duration.ZERO);
    values.put(SocketOptions.SO_SNDTIMEO, Duration.ZERO);
    values.put(StandardSocketOptions.SO_RCVBUF, bufferSize);
    values.put(StandardSocketOptions.SO_SNDBUF, bufferSize);
    if (kind.hasConnections()) {
      values.put(StandardSocketOptions.SO_LINGER, -1);
    }
    if (kind.family() == Family.UNIX) {
      UnixModule.DOMAIN.addOptions(this, listener);
    } else if (kind.family() == Family.INET && !kind.isSctp()) {
      inetOptions(kind, listener);
    }
    if (listener) {
      values.put(SocketOptions.BACKLOG, SocketOptions.DEFAULT_BACKLOG);
    }
  }

  private void inetOptions(Kind kind, boolean listener) {
    values.put(StandardSocketOptions.SO_REUSEADDR, listener);
    values.put(StandardSocketOptions.SO_REUSEPORT, false);
    values.put(StandardSocketOptions.IP_TOS, 0);
    if (kind == Kind.UDP) {
      values.put(StandardSocketOptions.SO_BROADCAST, false);
      values.put(StandardSocketOptions.IP_MULTICAST_IF, null);
      values.put(StandardSocketOptions.IP_MULTICAST_TTL, 1);
      values.put(StandardSocketOptions.IP_MULTICAST_LOOP, true);
      UdpModule.MULTICAST.addOptions(this);
    } else {
      values.put(StandardSocketOptions.SO_KEEPALIVE, false);
      values.put(StandardSocketOptions.TCP_NODELAY, true);
      KeepAliveOptions.addTo(values);
    }
  }

  /** Adds an option while the socket is made, or gives one that is read only its value. */
  <T> void add(SocketOption<T> name, T value) {
    values.put(name, value);
  }

  /** Adds an option that cannot be set, without a value; only while the socket is made. */
  void addReadOnly(SocketOption<?> name) {
    values.put(name, null);
    readOnly.add(name);
  }

  /** Adds another name of an option; only while the socket is made. */
  void addTwin(SocketOption<?> twin, SocketOption<?> name) {
    twins.put(twin, name);
  }

  Set<SocketOption<?>> supported() {
    Set<SocketOption<?>> all = new HashSet<>(values.keySet());
    all.addAll(twins.keySet());
    return Set.copyOf(all);
  }

  <T> T get(SocketOption<T> name) {
    requireSupported(name);
    return name.type().cast(values.get(own(name)));
  }

  private SocketOption<?> own(SocketOption<?> name) {
    return twins.getOrDefault(name, name);
  }

  <T> void set(SocketOption<T> name, T value) {
    requireSupported(name);
    if (readOnly.contains(name)) {
      throw new UnsupportedOperationException(name + " can only be read");
    } else if (!name.type().isInstance(value)) {
      throw new IllegalArgumentException(name.name() + " cannot be " + value);
    }
    SocketOption<?> own = own(name);
    Object accepted = accepted(own, value);
    remember(own, accepted);
    values.put(own, accepted);
    if (!own.equals(UNLINK_ON_CLOSE)) { // of the name, which no other socket has
      changed.put(own, accepted);
    }
  }

  private void requireSupported(SocketOption<?> name) {
    Objects.requireNonNull(name, "name");
    if (!values.containsKey(own(name))) {
      throw new UnsupportedOperationException("'" + name + "' not supported");
    }
  }

  private static Object accepted(SocketOption<?> name, Object value) {
    if (name.equals(StandardSocketOptions.SO_LINGER)) {
      return Math.max(-1, Math.min(MAX_LINGER, (Integer) value));
    } else if (name.equals(MODE)) {
      requireText(OCTAL, value, "write permissions as octal digits, such as 0600");
    } else if (name.equals(ALLOW_UID)) {
      requireText(USER_IDS, value, "write user ids, such as 1000,0");
    } else if (name.equals(StandardSocketOptions.IP_TOS)
        || name.equals(StandardSocketOptions.IP_MULTICAST_TTL)) {
      requireAtMost(name, (Integer) value, MAX_OCTET);
    } else if (value instanceof Integer number) {
      requireAtMost(name, number, Integer.MAX_VALUE);
    }
    return value;
  }

  private static void requireText(Pattern form, Object value, String advice) {
    if (!form.matcher((String) value).matches()) {
      throw new IllegalArgumentException(advice);
    }
  }

  private static void requireAtMost(SocketOption<?> name, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name.name() + " is not from 0 to " + max + ": " + value);
    }
  }

  private void remember(SocketOption<?> name, Object value) {
    if (name.equals(SocketOptions.SO_RCVTIMEO)) {
      receiveTimeout = Deadline.nanos(name, value);
    } else if (name.equals(SocketOptions.SO_SNDTIMEO)) {
      sendTimeout = Deadline.nanos(name, value);
    } else if (name.equals(StandardSocketOptions.SO_RCVBUF)) {
      receiveBuffer = (Integer) value;
    } else if (name.equals(StandardSocketOptions.SO_SNDBUF)) {
      sendBuffer = (Integer) value;
    } else if (name.equals(StandardSocketOptions.SO_LINGER)) {
      linger = (Integer) value;
    } else if (name.equals(SO_PASSCRED)) {
      passesCredentials = (Boolean) value;
    }
  }

  /** Takes over what was set on the listener that accepted this. */
  void inherit(OptionValues listener) {
    for (Map.Entry<SocketOption<?>, Object> option : listener.changed.entrySet()) {
      if (values.containsKey(option.getKey())) {
        values.put(option.getKey(), option.getValue());
        remember(option.getKey(), option.getValue());
      }
    }
  }

  long receiveTimeout() {
    return receiveTimeout;
  }

  long sendTimeout() {
    return sendTimeout;
  }

  int receiveBuffer() {
    return receiveBuffer;
  }

  int sendBuffer() {
    return sendBuffer;
  }

  /** Whether who sent a message is told with it. */
  boolean passesCredentials() {
    return passesCredentials;
  }

  /** Seconds; -1 for none. */
  int linger() {
    return linger;
  }
}
