package dev.sockeye.spi;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Pollable;
import dev.sockeye.internal.FurtherOptions;
import dev.sockeye.internal.Nearest;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sets the options that a URI gives on a socket. Names are the options' own, in any case; the type
 * of an option says what its value may be. Whatever does not fit is an {@link
 * IllegalArgumentException} that says what would. An option that has no name is set by its numbers,
 * {@code SETSOCKOPT=6:18:i5000}.
 */
public final class UriOptions {

  /** What every transport has, made for the first URI that has options. */
  private static final class Common {
    static final Pattern QUANTITY = Pattern.compile("(-?\\d+|0[xX][0-9a-fA-F]+)([kKmMgG]?)");
    static final Pattern TIME = Pattern.compile("(\\d+)(us|ms|s|m|h)|0");

    static final Map<Class<?>, OptionType<?>> TYPES =
        Map.of(
            Boolean.class, new OptionType<>("true or false", UriOptions::bool),
            Integer.class,
                new OptionType<>("a whole number, such as 16384 or 16k", UriOptions::integer),
            Duration.class,
                new OptionType<>("a time with its unit, such as 250ms, 5s or 2m", UriOptions::time),
            NetworkInterface.class,
                new OptionType<>("the name of a network interface", UriOptions::networkInterface),
            String.class, new OptionType<>("a text", text -> text));
  }

  private UriOptions() {}

  /**
   * How values of a type are read from text.
   *
   * @param <T> the type
   * @param accepts what is accepted, for messages: "true or false"
   * @param parser makes a value of a text, or throws {@link IllegalArgumentException}
   * @param repeats whether a URI may give several values, with commas between them: the option is
   *     set to each in turn
   */
  public record OptionType<T>(String accepts, Parser<T> parser, boolean repeats) {

    /**
     * Creates a type of options that have one value.
     *
     * @param accepts what is accepted
     * @param parser makes a value of a text
     */
    public OptionType(String accepts, Parser<T> parser) {
      this(accepts, parser, false);
    }

    private List<String> values(String text) {
      return repeats ? List.of(text.split(",", -1)) : List.of(text);
    }
  }

  /**
   * Reads a value.
   *
   * @param <T> its type
   */
  @FunctionalInterface
  public interface Parser<T> {
    /**
     * Reads a value.
     *
     * @param text the text
     * @return the value
     * @throws IllegalArgumentException if the text is not accepted; its message may say more
     * @throws IOException if the system cannot be asked
     */
    T parse(String text) throws IOException;
  }

  /**
   * Sets the URI's options on a socket.
   *
   * @param uri the URI
   * @param socket the socket, not yet bound or connected
   * @param elsewhere options that the URI may have but that do not concern this socket: those of a
   *     listener where an endpoint is opened, so that both sides can be given the same URI
   * @param types how values of a transport's own types are read
   * @throws IllegalArgumentException if an option is unknown or its value not accepted, by the
   *     system either (EINVAL)
   * @throws IOException if the system refuses otherwise
   */
  public static void apply(
      EndpointUri uri,
      Pollable socket,
      Set<SocketOption<?>> elsewhere,
      Map<Class<?>, OptionType<?>> types)
      throws IOException {
    if (uri.options().isEmpty()) {
      return;
    }
    Map<String, SocketOption<?>> own = byName(socket.supportedOptions());
    Map<String, SocketOption<?>> other = byName(elsewhere);
    Map<Class<?>, OptionType<?>> allTypes = new HashMap<>(Common.TYPES);
    allTypes.putAll(types);
    for (Map.Entry<String, String> entry : uri.options().entrySet()) {
      SocketOption<?> option = own.get(entry.getKey());
      if (entry.getKey().equals(RawSetting.NAME)) {
        setByNumber(uri, socket, entry.getValue());
      } else if (option != null) {
        setAll(uri, socket, option, entry.getValue(), allTypes);
      } else if (other.containsKey(entry.getKey())) {
        value(uri, other.get(entry.getKey()), entry.getValue(), allTypes);
      } else {
        throw unknown(uri, entry.getKey(), own, other);
      }
    }
  }

  /**
   * Checks the URI's options: those of common types by setting them on sockets for that alone, and
   * those of a transport's own types, which may act at once, by reading them.
   *
   * @param uri the URI
   * @param probes the sockets; each option is tried on the first that has it
   * @param told options known without a socket, whose values are read
   * @param types how values of a transport's own types are read
   * @param all whether there are no further options
   */
  static void check(
      EndpointUri uri,
      List<Pollable> probes,
      Set<SocketOption<?>> told,
      Map<Class<?>, OptionType<?>> types,
      boolean all)
      throws IOException {
    Map<String, SocketOption<?>> known = byName(told);
    probes.forEach(probe -> known.putAll(byName(probe.supportedOptions())));
    Map<Class<?>, OptionType<?>> allTypes = new HashMap<>(Common.TYPES);
    allTypes.putAll(types);
    for (Map.Entry<String, String> entry : uri.options().entrySet()) {
      SocketOption<?> option = known.get(entry.getKey());
      if (entry.getKey().equals(RawSetting.NAME)) {
        for (String single : RawSetting.TYPE.values(entry.getValue())) {
          value(uri, RawSetting.NAME, single, RawSetting.TYPE);
        }
      } else if (option != null) {
        check(uri, probes, option, entry.getValue(), allTypes);
      } else if (all) {
        throw unknown(uri, entry.getKey(), known, Map.of());
      }
    }
  }

  private static void check(
      EndpointUri uri,
      List<Pollable> probes,
      SocketOption<?> option,
      String text,
      Map<Class<?>, OptionType<?>> types)
      throws IOException {
    for (String single : type(uri, option, types).values(text)) {
      Object value = value(uri, option, single, types);
      for (Pollable probe : probes) {
        if (Common.TYPES.containsKey(option.type()) && probe.supportedOptions().contains(option)) {
          tryOn(uri, probe, option, value, single);
          break;
        }
      }
    }
  }

  private static void tryOn(
      EndpointUri uri, Pollable probe, SocketOption<?> option, Object value, String text) {
    try {
      set(uri, probe, option, value, text);
    } catch (IOException e) { // such as for want of a privilege, or of a device
      throw bad(uri, option.name(), text, String.valueOf(e.getMessage()), e);
    }
  }

  private static void setByNumber(EndpointUri uri, Pollable socket, String text)
      throws IOException {
    for (String single : RawSetting.TYPE.values(text)) {
      RawSetting setting = value(uri, RawSetting.NAME, single, RawSetting.TYPE);
      try {
        setting.setOn(socket);
      } catch (UnsupportedOperationException e) {
        throw bad(uri, RawSetting.NAME, single, "no such can be set: " + e.getMessage(), e);
      }
    }
  }

  private static void setAll(
      EndpointUri uri,
      Pollable socket,
      SocketOption<?> option,
      String text,
      Map<Class<?>, OptionType<?>> types)
      throws IOException {
    for (String single : type(uri, option, types).values(text)) {
      set(uri, socket, option, value(uri, option, single, types), single);
    }
  }

  private static OptionType<?> type(
      EndpointUri uri, SocketOption<?> option, Map<Class<?>, OptionType<?>> types) {
    OptionType<?> type = types.get(option.type());
    if (type == null) {
      throw new IllegalArgumentException(
          uri + ": option " + option.name() + " can only be set in code");
    }
    return type;
  }

  /**
   * The value that a URI gives an option.
   *
   * @param <T> its type
   * @param uri the URI
   * @param option the option
   * @return the value; empty if the URI does not give it
   * @throws IllegalArgumentException if it is none of the option's type; the message says why
   * @throws IOException if a name in it cannot be looked up
   */
  public static <T> Optional<T> value(EndpointUri uri, SocketOption<T> option) throws IOException {
    String text = uri.options().get(option.name());
    return text == null
        ? Optional.empty()
        : Optional.of(option.type().cast(value(uri, option, text, Common.TYPES)));
  }

  private static Map<String, SocketOption<?>> byName(Set<SocketOption<?>> options) {
    Map<String, SocketOption<?>> map = new TreeMap<>();
    options.forEach(option -> map.put(option.name().toUpperCase(Locale.ROOT), option));
    return map;
  }

  @SuppressWarnings("unchecked") // value() gave a value of the option's type
  private static <T> void set(
      EndpointUri uri, Pollable socket, SocketOption<T> option, Object value, String text)
      throws IOException {
    try {
      socket.setOption(option, (T) value);
    } catch (IllegalArgumentException e) {
      String advice = option.type() == Integer.class ? ": write a number in its range" : "";
      throw bad(uri, option.name(), text, e.getMessage() + advice, e);
    } catch (UnsupportedOperationException e) {
      throw bad(uri, option.name(), text, "the option cannot be set", e);
    } catch (IOException e) {
      if (Errno.of(e).filter(Errno.EINVAL::equals).isPresent()) {
        throw bad(uri, option.name(), text, "out of the range that the system accepts", e);
      }
      throw e;
    }
  }

  private static Object value(
      EndpointUri uri, SocketOption<?> option, String text, Map<Class<?>, OptionType<?>> types)
      throws IOException {
    return value(uri, option.name(), text, type(uri, option, types));
  }

  private static <T> T value(EndpointUri uri, String name, String text, OptionType<T> type)
      throws IOException {
    try {
      return type.parser().parse(text);
    } catch (IllegalArgumentException e) {
      boolean saysMore = e.getMessage() != null && !e.getMessage().equals(text);
      String why = saysMore ? e.getMessage() + ": " : "";
      throw bad(uri, name, text, why + "write " + type.accepts(), e);
    }
  }

  private static IllegalArgumentException bad(
      EndpointUri uri, String name, String text, String advice, Exception cause) {
    return new IllegalArgumentException(
        uri + ": " + name + " cannot be '" + text + "': " + advice, cause);
  }

  private static IllegalArgumentException unknown(
      EndpointUri uri,
      String name,
      Map<String, SocketOption<?>> own,
      Map<String, SocketOption<?>> elsewhere) {
    Optional<String> missing = FurtherOptions.missing(name);
    if (missing.isPresent()) {
      return new IllegalArgumentException(uri + ": option " + missing.get());
    }
    Set<String> known = new TreeSet<>(own.keySet());
    known.addAll(elsewhere.keySet());
    known.add(RawSetting.NAME);
    known.add(EndpointOptions.MAX_MESSAGE_SIZE.name()); // the network's, and so every scheme's
    String suggestion = Nearest.to(name, known).map(n -> ": did you mean " + n + "?").orElse("");
    return new IllegalArgumentException(
        uri
            + ": unknown option "
            + name
            + suggestion
            + " ("
            + uri.scheme()
            + " has "
            + String.join(", ", known)
            + ")");
  }

  private static Boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes", "1" -> true;
      case "false", "off", "no", "0" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Integer integer(String text) {
    Matcher matcher = Common.QUANTITY.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    int shift =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          default -> 0;
        };
    try {
      return Math.toIntExact(
          Math.multiplyExact(Long.decode(decimal(matcher.group(1))), 1L << shift));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Long.decode takes a leading zero for octal; people who write 010 mean ten. */
  private static String decimal(String digits) {
    return digits.matches("-?0\\d+") ? digits.replaceFirst("^(-?)0+(?=\\d)", "$1") : digits;
  }

  /**
   * Reads a time with its unit (us, ms, s, m or h), or 0.
   *
   * @param text such as {@code 250ms}
   * @return the time
   * @throws IllegalArgumentException if it is none, or too long
   */
  public static Duration time(String text) {
    Matcher matcher = Common.TIME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    } else if (text.equals("0")) {
      return Duration.ZERO;
    }
    try {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1000));
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static NetworkInterface networkInterface(String text) throws IOException {
    NetworkInterface found = NetworkInterface.getByName(text);
    if (found == null) {
      throw new IllegalArgumentException(text);
    }
    return found;
  }
}
