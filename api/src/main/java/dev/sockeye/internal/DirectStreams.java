package dev.sockeye.internal;

import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Reads and writes the socket of a JDK channel by the system's own calls, such as {@code recv(2)}.
 * An interrupt closes a channel whose thread is in it; it has no effect on these. The modules that
 * can make them are found as services.
 */
public interface DirectStreams {

  /**
   * Tells whether {@link #open} does not first have to load what it needs. If it has to, that
   * begins on a thread of its own.
   *
   * @return whether
   */
  boolean isReady();

  /**
   * Gets at a channel's socket.
   *
   * @param spec what the channel is of
   * @param transport its transport's name, for messages
   * @param channel the channel, connected
   * @return an endpoint of the same socket, with a descriptor of its own: to be closed with the
   *     channel, whose connection ends with the last of both. Empty if the channel is of another
   *     family than this service's, or this host does not allow it
   * @throws IOException if the channel is closed, or the system refuses
   */
  Optional<StreamEndpoint> open(
      SocketSpec<StreamEndpoint> spec, String transport, SocketChannel channel) throws IOException;

  /** Those that are present, looked for when first asked for. */
  final class Services {

    private static final DirectStreams[] ALL =
        ServiceLoader.load(DirectStreams.class, DirectStreams.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toArray(DirectStreams[]::new);

    private Services() {}

    /**
     * Tells whether all are {@linkplain DirectStreams#isReady() ready}.
     *
     * @return whether
     */
    public static boolean areReady() {
      for (DirectStreams service : ALL) {
        if (!service.isReady()) {
          return false;
        }
      }
      return true;
    }

    /**
     * Gets at a channel's socket by whichever service can.
     *
     * @param spec what the channel is of
     * @param transport its transport's name, for messages
     * @param channel the channel, connected
     * @return an endpoint as of {@link DirectStreams#open}; empty if none can
     * @throws IOException if the channel is closed, or the system refuses
     */
    public static Optional<StreamEndpoint> open(
        SocketSpec<StreamEndpoint> spec, String transport, SocketChannel channel)
        throws IOException {
      for (DirectStreams service : ALL) {
        Optional<StreamEndpoint> found = service.open(spec, transport, channel);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
  }
}
