package dev.sockeye.sctp;

import com.sun.nio.sctp.SctpSocketOption;
import com.sun.nio.sctp.SctpStandardSocketOptions;
import com.sun.nio.sctp.SctpStandardSocketOptions.InitMaxStreams;
import dev.sockeye.InetOptions;
import dev.sockeye.RawOption;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.InetOptionTables;
import java.io.IOException;
import java.net.SocketOption;
import java.util.Set;

/**
 * The options of {@link InetOptions} that the system has for SCTP, on the descriptor of a channel,
 * where there is {@code sockeye-posix}. To find it, numbers of streams are set on the channel for a
 * moment: an association that another thread begins meanwhile may have these.
 */
final class DescriptorOptions {

  /** Those that the system does not copy from a listener to what it accepts. */
  private static final Set<SocketOption<?>> NOT_PASSED_ON =
      Set.of(InetOptions.SO_PRIORITY, InetOptions.SO_MARK);

  /** The options of the JDK's channel. */
  interface OfChannel {
    <T> T get(SctpSocketOption<T> name) throws IOException;

    <T> void set(SctpSocketOption<T> name, T value) throws IOException;
  }

  /** Loads what is of another module, which may not be there. */
  private static final class Native {
    static final Set<SocketOption<?>> NAMES =
        Bindings.mayBeThere() ? InetOptionTables.COMMON.names() : Set.of();

    static int descriptor(OfChannel channel) throws IOException {
      Bindings.unavailable()
          .ifPresent(
              why -> {
                throw new UnsupportedOperationException("it needs native calls: " + why);
              });
      InitMaxStreams before = channel.get(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS);
      synchronized (Native.class) {
        try {
          return SctpDescriptor.duplicate(
              mark -> channel.set(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS, mark));
        } finally {
          channel.set(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS, before);
        }
      }
    }
  }

  private DescriptorOptions() {}

  static Set<SocketOption<?>> names() {
    try {
      return Native.NAMES;
    } catch (NoClassDefFoundError e) {
      return Set.of(); // without posix
    }
  }

  static boolean has(SocketOption<?> name) {
    return names().contains(name) || (name instanceof RawOption && !names().isEmpty());
  }

  static boolean isSetOnAccepted(SocketOption<?> name) {
    return NOT_PASSED_ON.contains(name) || !has(name);
  }

  static <T> T get(OfChannel channel, SocketOption<T> name) throws IOException {
    int fd = Native.descriptor(channel);
    try {
      return InetOptionTables.COMMON.get(fd, name);
    } finally {
      Bindings.libc().close(fd);
    }
  }

  static <T> void set(OfChannel channel, SocketOption<T> name, T value) throws IOException {
    int fd = Native.descriptor(channel);
    try {
      InetOptionTables.COMMON.set(fd, name, value);
    } finally {
      Bindings.libc().close(fd);
    }
  }
}
