package dev.sockeye.nio;

import dev.sockeye.EndpointOptions;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.DirectStreams;
import dev.sockeye.spi.Uninterruptible;
import java.io.IOException;
import java.net.SocketOption;
import java.util.Optional;

/**
 * The same socket as an endpoint's channel has, with a descriptor of its own, if it was opened: all
 * is then read and written there, and the channel keeps the addresses and the other options.
 */
final class DirectStream {

  private final NioStreamEndpoint endpoint;

  private volatile StreamEndpoint socket; // set once, under the monitor

  DirectStream(NioStreamEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** {@code null} if it was not opened. */
  StreamEndpoint socket() {
    return socket;
  }

  /** Opens it, where this host allows it. The channel is connected. */
  synchronized void open() throws IOException {
    Optional<StreamEndpoint> found =
        socket == null
            ? DirectStreams.Services.open(endpoint.spec(), endpoint.transport(), endpoint.channel())
            : Optional.empty();
    if (found.isPresent()) {
      found.get().unwrap(Uninterruptible.class).ignoreInterrupts();
      begin(found.get());
    }
  }

  private void begin(StreamEndpoint opened) throws IOException {
    socket = opened;
    try {
      copy(EndpointOptions.SO_RCVTIMEO);
      copy(EndpointOptions.SO_SNDTIMEO);
    } finally {
      if (!endpoint.isOpen()) {
        opened.close(); // which whoever closed the endpoint may not have seen
      }
    }
  }

  private <T> void copy(SocketOption<T> timeout) throws IOException {
    socket.setOption(timeout, endpoint.getOption(timeout));
  }

  /** Takes a timeout that was set on the endpoint. */
  synchronized <T> void timeout(SocketOption<T> timeout) throws IOException {
    if (socket != null) {
      copy(timeout);
    }
  }

  void configureBlocking(boolean block) throws IOException {
    StreamEndpoint opened = socket;
    if (opened != null) {
      opened.configureBlocking(block);
    }
  }

  void close() throws IOException {
    StreamEndpoint opened = socket;
    if (opened != null) {
      opened.close();
    }
  }
}
