package dev.sockeye.sctp;

import com.sun.nio.sctp.SctpSocketOption;
import com.sun.nio.sctp.SctpStandardSocketOptions;
import com.sun.nio.sctp.SctpStandardSocketOptions.InitMaxStreams;
import dev.sockeye.internal.FurtherOptions;
import dev.sockeye.spi.UriOptions;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options that work on Linux. Of those that the JDK claims to support, {@code
 * SCTP_EXPLICIT_COMPLETE} cannot be set there, and {@code SCTP_SET_PEER_PRIMARY_ADDR} not read.
 */
final class SctpOptions {

  /** The JDK's names for options that it has elsewhere by the same name: both do. */
  private static final Map<SocketOption<?>, SctpSocketOption<?>> TWINS =
      Map.of(
          StandardSocketOptions.SO_SNDBUF, SctpStandardSocketOptions.SO_SNDBUF,
          StandardSocketOptions.SO_RCVBUF, SctpStandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_LINGER, SctpStandardSocketOptions.SO_LINGER);

  static final Set<SocketOption<?>> ONE_TO_MANY =
      Set.of(
          SctpStandardSocketOptions.SCTP_NODELAY,
          SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS,
          SctpStandardSocketOptions.SCTP_FRAGMENT_INTERLEAVE,
          SctpStandardSocketOptions.SCTP_DISABLE_FRAGMENTS,
          SctpStandardSocketOptions.SO_SNDBUF,
          SctpStandardSocketOptions.SO_RCVBUF,
          SctpStandardSocketOptions.SO_LINGER,
          StandardSocketOptions.SO_SNDBUF,
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_LINGER);

  /** With the option that concerns one association. */
  static final Set<SocketOption<?>> ONE_TO_ONE =
      with(ONE_TO_MANY, SctpStandardSocketOptions.SCTP_PRIMARY_ADDR);

  static final Set<SocketOption<?>> LISTENER =
      Set.of(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS);

  private static final Pattern STREAMS = Pattern.compile("(\\d{1,5}):(\\d{1,5})");
  private static final int MOST_STREAMS = 65_535;

  private SctpOptions() {}

  private static Set<SocketOption<?>> with(Set<SocketOption<?>> options, SocketOption<?> more) {
    Set<SocketOption<?>> all = new HashSet<>(options);
    all.add(more);
    return Set.copyOf(all);
  }

  /**
   * The JDK's option, checked.
   *
   * @throws UnsupportedOperationException if it is none of the supported ones
   */
  @SuppressWarnings("unchecked") // TWINS are of the same type
  static <T> SctpSocketOption<T> named(Set<SocketOption<?>> supported, SocketOption<T> name) {
    if (!supported.contains(name)) {
      throw new UnsupportedOperationException(
          FurtherOptions.missing(name.name()).orElse("sctp has no option " + name.name()));
    }
    return (SctpSocketOption<T>) TWINS.getOrDefault(name, asSctp(name));
  }

  private static SctpSocketOption<?> asSctp(SocketOption<?> name) {
    return name instanceof SctpSocketOption<?> sctp ? sctp : null;
  }

  /** Refuses what the system would take for something else. */
  static void check(SocketOption<?> name, Object value) {
    if (name.equals(SctpStandardSocketOptions.SCTP_FRAGMENT_INTERLEAVE)
        && value instanceof Integer level
        && level == 2) {
      throw new IllegalArgumentException(
          "SCTP_FRAGMENT_INTERLEAVE is 0 or 1: Linux takes 2 and does 1");
    }
  }

  /** How {@code SCTP_INIT_MAXSTREAMS=16:16} is read from a URI. */
  static Map<Class<?>, UriOptions.OptionType<?>> types() {
    return Map.of(
        InitMaxStreams.class,
        new UriOptions.OptionType<>(
            "the most incoming and outgoing streams, such as 16:16", SctpOptions::streams));
  }

  private static InitMaxStreams streams(String text) {
    Matcher matcher = STREAMS.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    return InitMaxStreams.create(streamCount(matcher.group(1)), streamCount(matcher.group(2)));
  }

  private static int streamCount(String text) {
    int count = Integer.parseInt(text);
    if (count > MOST_STREAMS) {
      throw new IllegalArgumentException(text);
    }
    return count;
  }
}
