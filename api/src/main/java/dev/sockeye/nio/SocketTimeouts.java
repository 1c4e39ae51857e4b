package dev.sockeye.nio;

import dev.sockeye.EndpointOptions;
import dev.sockeye.spi.Deadline;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;

/**
 * {@link EndpointOptions#SO_RCVTIMEO} and {@link EndpointOptions#SO_SNDTIMEO}, which no channel
 * has, and which decide on the mode that the channel is in.
 */
final class SocketTimeouts {

  private final SelectableChannel channel;
  private final BlockingMode mode;

  // Nanoseconds; 0 for none.
  private volatile long receive;
  private volatile long send;

  SocketTimeouts(SelectableChannel channel, BlockingMode mode) {
    this.channel = channel;
    this.mode = mode;
  }

  /** Whether an option is one of the two. */
  static boolean has(SocketOption<?> name) {
    return name.equals(EndpointOptions.SO_RCVTIMEO) || name.equals(EndpointOptions.SO_SNDTIMEO);
  }

  <T> T get(SocketOption<T> name) throws ClosedChannelException {
    long nanos = ifOpen(name.equals(EndpointOptions.SO_RCVTIMEO) ? receive : send);
    return name.type().cast(Duration.ofNanos(nanos));
  }

  <T> void set(SocketOption<T> name, T value) throws ClosedChannelException {
    long nanos = ifOpen(Deadline.nanos(name, value));
    if (name.equals(EndpointOptions.SO_RCVTIMEO)) {
      receive = nanos;
    } else {
      send = nanos;
    }
    changed();
  }

  private long ifOpen(long value) throws ClosedChannelException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    return value;
  }

  /** The last of several threads to come here sees what all of them have set. */
  private void changed() {
    synchronized (mode) {
      mode.timed((receive | send) != 0);
    }
  }

  boolean limitsReceive() {
    return receive != 0;
  }

  boolean limitsSend() {
    return send != 0;
  }

  long receiveDeadline() {
    return Deadline.after(receive);
  }

  long sendDeadline() {
    return Deadline.after(send);
  }
}
