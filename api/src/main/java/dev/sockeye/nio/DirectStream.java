package dev.sockeye.nio;

import dev.sockeye.EndpointOptions;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.CurrentThread;
import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.internal.DirectStreams;
import dev.sockeye.internal.Shareable;
import dev.sockeye.spi.Uninterruptible;
import java.io.IOException;
import java.net.SocketOption;
import java.util.Optional;

/**
 * The same socket as an endpoint's channel has, with a descriptor of its own, once it was opened:
 * all is then read and written there, and the channel keeps the addresses and the other options.
 * The monitor is held while it opens, and by what must not come between.
 */
final class DirectStream {

  /**
   * How many calls wait before it is opened: a wait is dearer by two microseconds in the channel,
   * and to open it takes a few hundred.
   */
  private static final int WAITS = 256;

  private final NioStreamEndpoint endpoint;

  private int waits; // a hint: threads that wait at once may be counted as one
  private volatile boolean settled; // whether it stays as it is; only ever set, under the monitor
  private volatile StreamEndpoint socket; // set once, under the monitor

  DirectStream(NioStreamEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** {@code null} as long as it was not opened. */
  StreamEndpoint socket() {
    return socket;
  }

  /** Counts a call that waits. A virtual thread waits no dearer in the channel. */
  void waited() {
    if (waits < WAITS && endpoint.isUninterruptible() && !CurrentThread.isVirtual()) {
      waits++;
      if (waits >= WAITS) {
        endpoint.noteOftenWaits();
      }
    }
  }

  /** Opens it now if it may be and no call is under way; {@code null} if it is not open. */
  StreamEndpoint openedIfDue(NioStreamInput input, NioStreamOutput output) {
    if (isDue() && endpoint.isBlocking() && input.lock().tryLock()) {
      try {
        openUnlessWritten(output);
      } finally {
        input.lock().unlock();
      }
    }
    return socket;
  }

  /** Holding both locks, so that no call is in the channel; those that wait for one look again. */
  private void openUnlessWritten(NioStreamOutput output) {
    if (output.lock().tryLock()) {
      try {
        open();
      } finally {
        output.lock().unlock();
      }
    }
  }

  /** Tells whether it may be opened, once calls wait often, and takes no longer than that. */
  private boolean isDue() {
    return !settled && DirectStreams.Services.areReady();
  }

  /** Opens it, where this host allows it. No call is in the channel, nor comes to it meanwhile. */
  private synchronized void open() {
    if (settled) {
      return;
    }
    settled = true;
    try {
      endpoint.releaseSelectors(); // while there is a way back: once opened, the socket blocks
      Optional<StreamEndpoint> found =
          DirectStreams.Services.open(endpoint.spec(), endpoint.transport(), endpoint.channel());
      if (found.isPresent()) {
        begin(found.get());
      }
    } catch (IOException e) {
      // It is closed, or its peer gone: the channel tells.
    }
  }

  private void begin(StreamEndpoint opened) throws IOException {
    opened.unwrap(Uninterruptible.class).ignoreInterrupts();
    try {
      copy(EndpointOptions.SO_RCVTIMEO, opened);
      copy(EndpointOptions.SO_SNDTIMEO, opened);
      opened.configureBlocking(endpoint.isBlocking());
      socket = opened;
    } finally {
      if (socket == null || !endpoint.isOpen()) {
        opened.close(); // which whoever closed the endpoint may not have seen
      }
    }
  }

  private <T> void copy(SocketOption<T> timeout, StreamEndpoint opened) throws IOException {
    opened.setOption(timeout, endpoint.getOption(timeout));
  }

  /** Takes a timeout that was set on the endpoint. */
  synchronized <T> void timeout(SocketOption<T> timeout) throws IOException {
    if (socket != null) {
      copy(timeout, socket);
    }
  }

  /** Takes the mode that was set on the endpoint. */
  synchronized void configureBlocking(boolean block) throws IOException {
    if (socket != null) {
      socket.configureBlocking(block);
    }
  }

  /** Sees to it that it is not opened any more; gives what was. */
  synchronized StreamEndpoint settle() {
    settled = true;
    return socket;
  }

  /** Notes that others have the socket as well, who are to keep it when it is closed here. */
  void share() {
    StreamEndpoint opened = settle();
    if (opened != null) {
      if (!endpoint.channel().isBlocking()) {
        stopBlocking(opened);
      }
      opened.unwrap(Shareable.class).share();
    }
  }

  /** As the channel takes the socket to be, which is used again: from now on it is polled here. */
  private static void stopBlocking(StreamEndpoint opened) {
    try {
      opened.unwrap(DescriptorStream.class).beginCalls(); // without an end
    } catch (IOException e) {
      // It is closed, and the channel with it.
    }
  }

  void close() throws IOException {
    StreamEndpoint opened = socket;
    if (opened != null) {
      opened.close();
    }
  }
}
