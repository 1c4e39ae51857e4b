package dev.sockeye.nio;

import dev.sockeye.EndpointOptions;
import dev.sockeye.spi.Deadline;
import java.net.SocketOption;
import java.time.Duration;

/**
 * {@link EndpointOptions#SO_RCVTIMEO} and {@link EndpointOptions#SO_SNDTIMEO}, which no channel
 * has, and which decide on the mode that the channel is in. Immutable: most sockets share {@link
 * #NONE}.
 */
final class SocketTimeouts {

  static final SocketTimeouts NONE = new SocketTimeouts(0, 0);

  // Nanoseconds; 0 for none.
  private final long receive;
  private final long send;

  private SocketTimeouts(long receive, long send) {
    this.receive = receive;
    this.send = send;
  }

  /** Whether an option is one of the two. */
  static boolean has(SocketOption<?> name) {
    return isReceive(name) || name.equals(EndpointOptions.SO_SNDTIMEO);
  }

  private static boolean isReceive(SocketOption<?> name) {
    return name.equals(EndpointOptions.SO_RCVTIMEO);
  }

  <T> T get(SocketOption<T> name) {
    return name.type().cast(Duration.ofNanos(isReceive(name) ? receive : send));
  }

  /** These, but for one of the two. */
  SocketTimeouts with(SocketOption<?> name, long nanos) {
    return isReceive(name) ? new SocketTimeouts(nanos, send) : new SocketTimeouts(receive, nanos);
  }

  boolean any() {
    return (receive | send) != 0;
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
