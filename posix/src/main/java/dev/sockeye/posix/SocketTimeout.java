package dev.sockeye.posix;

import dev.sockeye.spi.Deadline;
import java.net.SocketOption;
import java.time.Duration;

/**
 * A timeout of calls that wait. Kept here: the system's own would bound no call that waits in
 * {@code poll(2)}.
 */
record SocketTimeout(boolean ofInput) implements OptionTable.Row<Duration> {

  @Override
  public Duration get(NativeSocket<?> socket) {
    return Duration.ofNanos(ofInput ? socket.receiveTimeout() : socket.sendTimeout());
  }

  @Override
  public void set(NativeSocket<?> socket, SocketOption<Duration> name, Duration value) {
    long nanos = Deadline.nanos(name, value);
    if (ofInput) {
      socket.receiveTimeout(nanos);
    } else {
      socket.sendTimeout(nanos);
    }
  }
}
