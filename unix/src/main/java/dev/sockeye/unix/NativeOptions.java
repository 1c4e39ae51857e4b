package dev.sockeye.unix;

import dev.sockeye.SocketOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** The options of a native socket: {@code getsockopt(2)}, {@code setsockopt(2)}, and ours. */
final class NativeOptions {

  static final Set<SocketOption<?>> SUPPORTED =
      Set.of(
          SocketOptions.SO_RCVTIMEO,
          SocketOptions.SO_SNDTIMEO,
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_SNDBUF,
          Unix.MODE,
          Unix.UNLINK_ON_CLOSE,
          Unix.PEER_CREDENTIALS);

  private static final Pattern OCTAL = Pattern.compile("0?[0-7]{1,3}|");

  private final NativeSocket<?> socket;

  // Nanoseconds; 0 for none.
  private volatile long receiveTimeout;
  private volatile long sendTimeout;

  private volatile String mode = "";

  NativeOptions(NativeSocket<?> socket) {
    this.socket = socket;
  }

  long receiveTimeout() {
    return receiveTimeout;
  }

  long sendTimeout() {
    return sendTimeout;
  }

  /** The permissions; -1 for those that the umask leaves. */
  int modeBits() {
    return mode.isEmpty() ? -1 : Integer.parseInt(mode, 8);
  }

  static String checkMode(Object value) {
    String text = (String) Objects.requireNonNull(value, "MODE");
    if (!OCTAL.matcher(text).matches()) {
      throw new IllegalArgumentException("write permissions as octal digits, such as 0600");
    }
    return text;
  }

  Set<SocketOption<?>> supported() {
    return SUPPORTED;
  }

  void set(SocketOption<?> name, Object value) throws IOException {
    Objects.requireNonNull(name, "name");
    socket.ensureOpen();
    if (name.equals(SocketOptions.SO_RCVTIMEO)) {
      receiveTimeout = nanos(name, value);
    } else if (name.equals(SocketOptions.SO_SNDTIMEO)) {
      sendTimeout = nanos(name, value);
    } else if (name.equals(Unix.MODE)) {
      mode = checkMode(value);
    } else if (name.equals(Unix.UNLINK_ON_CLOSE)) {
      socket.file().unlinkOnClose((Boolean) value);
    } else if (name.equals(StandardSocketOptions.SO_RCVBUF)) {
      setSize(name, Layout.CURRENT.soRcvbuf(), (Integer) value);
    } else if (name.equals(StandardSocketOptions.SO_SNDBUF)) {
      setSize(name, Layout.CURRENT.soSndbuf(), (Integer) value);
    } else {
      throw new UnsupportedOperationException(
          name.equals(Unix.PEER_CREDENTIALS)
              ? name + " can only be read"
              : "'" + name + "' not supported");
    }
  }

  private void setSize(SocketOption<?> name, int option, int size) throws IOException {
    if (size < 0) {
      throw new IllegalArgumentException(name + " is negative: " + size);
    }
    setInt("setsockopt " + name, option, size);
  }

  void setInt(String operation, int option, int value) throws IOException {
    Memory memory = Memory.allocate(4).putInt(0, value);
    socket.control(
        operation,
        null,
        fd -> Native.libc().setsockopt(fd, Layout.CURRENT.solSocket(), option, memory.address, 4));
  }

  <T> T get(SocketOption<T> name) throws IOException {
    Objects.requireNonNull(name, "name");
    Object value;
    if (name.equals(SocketOptions.SO_RCVTIMEO)) {
      value = Duration.ofNanos(receiveTimeout);
    } else if (name.equals(SocketOptions.SO_SNDTIMEO)) {
      value = Duration.ofNanos(sendTimeout);
    } else if (name.equals(Unix.MODE)) {
      value = mode;
    } else if (name.equals(Unix.UNLINK_ON_CLOSE)) {
      value = socket.file().unlinkOnClose();
    } else if (name.equals(StandardSocketOptions.SO_RCVBUF)) {
      value = size(Layout.CURRENT.soRcvbuf());
    } else if (name.equals(StandardSocketOptions.SO_SNDBUF)) {
      value = size(Layout.CURRENT.soSndbuf());
    } else if (name.equals(Unix.PEER_CREDENTIALS)) {
      value = peerCredentials();
    } else {
      throw new UnsupportedOperationException("'" + name + "' not supported");
    }
    return name.type().cast(value);
  }

  /** Linux doubles what is set, for its own overhead; the JDK undoes it too. */
  int size(int option) throws IOException {
    int size = getInt(option);
    return Layout.CURRENT.linux() ? size / 2 : size;
  }

  int getInt(int option) throws IOException {
    int[] value = new int[1];
    socket.control("getsockopt", null, fd -> Sockets.getInt(fd, option, value));
    return value[0];
  }

  private Credentials peerCredentials() throws IOException {
    Credentials[] value = new Credentials[1];
    int errno =
        socket.tryControl(
            fd -> {
              value[0] = Sockets.peerCredentials(fd);
              return 0;
            });
    return errno == 0 ? value[0] : null;
  }

  private static long nanos(SocketOption<?> name, Object value) {
    Duration duration = (Duration) value;
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name.name() + " is negative: " + duration);
    }
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE / 2; // 146 years
    }
  }
}
