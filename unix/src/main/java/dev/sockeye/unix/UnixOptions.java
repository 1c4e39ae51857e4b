package dev.sockeye.unix;

import dev.sockeye.posix.Abi;
import dev.sockeye.posix.NativeSocket;
import dev.sockeye.posix.OptionTable;
import java.net.SocketOption;
import java.util.function.Supplier;

/** The options of native sockets of the UNIX domain. */
enum UnixOptions implements Supplier<OptionTable> {
  STREAM,
  MESSAGES,
  LISTENER;

  /** What Linux takes off the send buffer for a message's own needs, {@code unix_dgram_sendmsg}. */
  private static final int OVERHEAD = Abi.isLinux() ? 32 : 0;

  @Override
  public OptionTable get() {
    return switch (this) {
      case STREAM -> endpointOptions();
      case MESSAGES -> endpointOptions().withLongestOfSendBuffer(OVERHEAD);
      case LISTENER -> listenerOptions();
    };
  }

  private static OptionTable endpointOptions() {
    OptionTable table =
        OptionTable.common()
            .with(Unix.MODE, Rows.MODE)
            .with(Unix.UNLINK_ON_CLOSE, Rows.UNLINK_ON_CLOSE)
            .with(Unix.SO_PASSRIGHTS, PassOptions.RIGHTS);
    for (PeerOption<?> option : PeerOption.ALL.values()) {
      table = option.addTo(table);
    }
    return Abi.isLinux() ? table.with(Unix.SO_PASSCRED, PassOptions.CREDENTIALS) : table;
  }

  private static OptionTable listenerOptions() {
    return OptionTable.NONE.with(Unix.ALLOW_UID, Rows.ALLOW_UID);
  }

  /** What is kept of a socket here. */
  private static final class Rows {

    /** {@link Unix#MODE}. */
    static final OptionTable.Row<String> MODE =
        new OptionTable.Row<>() {
          @Override
          public String get(NativeSocket<?> socket) {
            return UnixHooks.of(socket).file().mode();
          }

          @Override
          public void set(NativeSocket<?> socket, SocketOption<String> name, String value) {
            UnixHooks.of(socket).file().mode(value);
          }
        };

    /** {@link Unix#UNLINK_ON_CLOSE}. */
    static final OptionTable.Row<Boolean> UNLINK_ON_CLOSE =
        new OptionTable.Row<>() {
          @Override
          public Boolean get(NativeSocket<?> socket) {
            return UnixHooks.of(socket).file().unlinkOnClose();
          }

          @Override
          public void set(NativeSocket<?> socket, SocketOption<Boolean> name, Boolean value) {
            UnixHooks.of(socket).file().unlinkOnClose(value);
          }
        };

    /** {@link Unix#ALLOW_UID}, of listeners. */
    static final OptionTable.Row<UserIds> ALLOW_UID =
        new OptionTable.Row<>() {
          @Override
          public UserIds get(NativeSocket<?> socket) {
            return UnixHooks.of(socket).allowed();
          }

          @Override
          public void set(NativeSocket<?> socket, SocketOption<UserIds> name, UserIds value) {
            UnixHooks.of(socket).allow(value);
          }
        };
  }
}
