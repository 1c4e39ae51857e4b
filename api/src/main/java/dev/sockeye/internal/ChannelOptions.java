package dev.sockeye.internal;

import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.Channel;
import java.nio.channels.NetworkChannel;
import java.util.Optional;
import java.util.Set;

/**
 * Options of a JDK channel's socket that the JDK does not know, by {@code getsockopt(2)} and {@code
 * setsockopt(2)} on its descriptor. The module that has these calls is found as a service.
 */
public interface ChannelOptions {

  /**
   * The options of a channel. Touches no native library, which takes its time to load: where it
   * turns out not to be there, reading and setting them says so.
   *
   * @param spec what the channel is of, or what it accepts
   * @param channel the channel
   * @return the options, none if it is no Internet socket
   */
  Set<SocketOption<?>> names(SocketSpec<?> spec, Channel channel);

  /**
   * Why no channel has such options on this host.
   *
   * @return empty if some may have; else what to do
   */
  Optional<String> unavailable();

  /**
   * Reads an option.
   *
   * @param <T> its type
   * @param spec what the channel is of
   * @param channel the channel
   * @param name one of its options, or a {@link dev.sockeye.RawOption}
   * @return its value
   * @throws UnsupportedOperationException if there is no native library; says what to do
   * @throws IOException if the system refuses
   */
  <T> T get(SocketSpec<?> spec, NetworkChannel channel, SocketOption<T> name) throws IOException;

  /**
   * Sets an option.
   *
   * @param <T> its type
   * @param spec what the channel is of
   * @param channel the channel
   * @param name one of its options, or a {@link dev.sockeye.RawOption}
   * @param value the value
   * @throws IllegalArgumentException if it is none that the option can have
   * @throws UnsupportedOperationException if there is no native library; says what to do
   * @throws IOException if the system refuses
   */
  <T> void set(SocketSpec<?> spec, NetworkChannel channel, SocketOption<T> name, T value)
      throws IOException;

  /**
   * Whether what is set on a listener has to be set on each connection that it accepts. What the
   * system passes on has not, nor what a connection could not be given any more.
   *
   * @param name one of the options
   * @return whether
   */
  boolean isSetOnAccepted(SocketOption<?> name);
}
