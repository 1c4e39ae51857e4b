package dev.sockeye.internal;

import dev.sockeye.Domain;
import dev.sockeye.InetOptions;
import dev.sockeye.RawOption;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.Channel;
import java.nio.channels.NetworkChannel;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** The {@link ChannelOptions} of one channel, where a module is present that has them. */
public final class FurtherOptions {

  /** Looked for when first asked for; {@code null} if there is none. */
  private static final class Service {
    static final ChannelOptions INSTANCE =
        ServiceLoader.load(ChannelOptions.class, FurtherOptions.class.getClassLoader())
            .findFirst()
            .orElse(null);
  }

  private final SocketSpec<?> spec;
  private final Channel channel;

  /**
   * Creates it.
   *
   * @param spec what the channel is of, or what it accepts
   * @param channel the channel
   */
  public FurtherOptions(SocketSpec<?> spec, Channel channel) {
    this.spec = spec;
    this.channel = channel;
  }

  /**
   * What to do to have an option that is not there.
   *
   * @param name its name
   * @return empty if nothing would help
   */
  public static Optional<String> missing(String name) {
    boolean known = InetOptions.ALL.stream().anyMatch(option -> option.name().equals(name));
    return known
        ? unavailable().map(why -> name + " needs native calls: " + why)
        : Optional.empty();
  }

  private static Optional<String> unavailable() {
    return Service.INSTANCE == null
        ? Optional.of(
            "add dev.sockeye:sockeye-posix to the class path, or the module dev.sockeye.posix")
        : Service.INSTANCE.unavailable();
  }

  /**
   * Their names.
   *
   * @return the options, without a {@link RawOption}
   */
  public Set<SocketOption<?>> names() {
    return Service.INSTANCE == null ? Set.of() : Service.INSTANCE.names(spec, channel);
  }

  /**
   * Tells whether an option is one of them.
   *
   * @param name the option
   * @return whether
   * @throws UnsupportedOperationException if it would be with a module that is not there, which the
   *     message names
   */
  public boolean has(SocketOption<?> name) {
    boolean inet = channel instanceof NetworkChannel && !spec.domain().equals(Domain.AF_UNIX);
    if (!inet || !(name instanceof RawOption || InetOptions.ALL.contains(name))) {
      return false;
    }
    unavailable()
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException(name + " needs native calls: " + why);
            });
    Set<SocketOption<?>> names = names();
    return names.contains(name) || (name instanceof RawOption && !names.isEmpty());
  }

  /**
   * Reads one.
   *
   * @param <T> its type
   * @param name which
   * @return its value
   * @throws IOException if the system refuses
   */
  public <T> T get(SocketOption<T> name) throws IOException {
    return Service.INSTANCE.get(spec, (NetworkChannel) channel, name);
  }

  /**
   * Sets one.
   *
   * @param <T> its type
   * @param name which
   * @param value its value
   * @throws IOException if the system refuses
   */
  public <T> void set(SocketOption<T> name, T value) throws IOException {
    Objects.requireNonNull(value, name.name());
    Service.INSTANCE.set(spec, (NetworkChannel) channel, name, value);
  }

  /**
   * Whether what is set on a listener has to be set on each connection that it accepts.
   *
   * @param name any option
   * @return whether
   */
  public static boolean isSetOnAccepted(SocketOption<?> name) {
    boolean further = InetOptions.ALL.contains(name) || name instanceof RawOption;
    return !further || (Service.INSTANCE != null && Service.INSTANCE.isSetOnAccepted(name));
  }
}
