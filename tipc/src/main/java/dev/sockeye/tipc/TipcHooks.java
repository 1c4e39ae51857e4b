package dev.sockeye.tipc;

import dev.sockeye.Endpoint;
import dev.sockeye.posix.Hooks;
import dev.sockeye.posix.NativeEndpoint;
import dev.sockeye.posix.NativeSocket;
import dev.sockeye.posix.OptionTable.Row;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.time.Duration;

/** What the system does not keep of a socket, or does not do as it does elsewhere. */
final class TipcHooks implements Hooks {

  /** {@link Tipc#CONN_TIMEOUT}. */
  static final Row<Duration> CONN_TIMEOUT =
      new Row<>() {
        @Override
        public Duration get(NativeSocket<?> socket) {
          return ((TipcHooks) socket.hooks()).connTimeout;
        }

        @Override
        public void set(NativeSocket<?> socket, SocketOption<Duration> name, Duration value)
            throws IOException {
          long millis = value.toMillis();
          if (millis < 1 || millis > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                name + " is not from 1 ms to " + Integer.MAX_VALUE + " ms: " + value);
          }
          TipcCalls.setInt(socket, name, TipcCalls.TIPC_CONN_TIMEOUT, (int) millis);
          ((TipcHooks) socket.hooks()).connTimeout = Duration.ofMillis(millis);
        }
      };

  /** {@link Tipc#NODELAY}. */
  static final Row<Boolean> NODELAY =
      new Row<>() {
        @Override
        public Boolean get(NativeSocket<?> socket) {
          return ((TipcHooks) socket.hooks()).nodelay;
        }

        @Override
        public void set(NativeSocket<?> socket, SocketOption<Boolean> name, Boolean value)
            throws IOException {
          TipcCalls.setInt(socket, name, TipcCalls.TIPC_NODELAY, value ? 1 : 0);
          ((TipcHooks) socket.hooks()).nodelay = value;
        }
      };

  private volatile boolean nodelay; // which the system does not tell
  private volatile Duration connTimeout = Duration.ofSeconds(8); // kept to in its own wait alone

  @Override
  public long connectTimeout() {
    return connTimeout.toNanos();
  }

  /** Not who has given up waiting, unless what it sent is there to be read. */
  @Override
  public boolean admits(NativeEndpoint<? extends Endpoint> accepted) throws IOException {
    return TipcCalls.hasPeer(accepted) || TipcCalls.hasUnread(accepted);
  }

  /** A socket without a service is known by its number from the start. */
  @Override
  public void bind(NativeSocket<?> socket, SocketAddress local, Binder binder, Binder then)
      throws IOException {
    if (local != null && !local.equals(TipcAddress.Id.ANY)) {
      binder.bind();
    }
    then.bind();
  }
}
