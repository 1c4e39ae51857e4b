package dev.sockeye.unix;

import dev.sockeye.Errno;
import dev.sockeye.posix.DescriptorCalls;
import dev.sockeye.posix.NativeSocket;
import dev.sockeye.posix.OptionTable;
import java.io.IOException;
import java.net.SocketOption;

/** What a socket lets come along with what it receives. */
final class PassOptions {

  static final int SO_PASSCRED = 16;
  private static final int SO_PASSRIGHTS = 83;

  /** {@link Unix#SO_PASSCRED}; of Linux. */
  static final OptionTable.Row<Boolean> CREDENTIALS =
      new OptionTable.Row<>() {
        @Override
        public Boolean get(NativeSocket<?> socket) throws IOException {
          int[] value = new int[1];
          socket.control("getsockopt", null, fd -> DescriptorCalls.getInt(fd, SO_PASSCRED, value));
          return value[0] != 0;
        }

        @Override
        public void set(NativeSocket<?> socket, SocketOption<Boolean> name, Boolean value)
            throws IOException {
          if (!value && UnixHooks.of(socket).needsCredentials()) {
            throw new UnsupportedOperationException(
                name
                    + " stays set: only by it are empty messages of a peer without a name told"
                    + " from the end");
          }
          setCredentials(socket, value);
        }
      };

  /** {@link Unix#SO_PASSRIGHTS}; always set where the system has no such option. */
  static final OptionTable.Row<Boolean> RIGHTS =
      new OptionTable.Row<>() {
        @Override
        public Boolean get(NativeSocket<?> socket) throws IOException {
          int[] value = new int[1];
          int errno = socket.tryControl(fd -> DescriptorCalls.getInt(fd, SO_PASSRIGHTS, value));
          return errno != 0 || value[0] != 0;
        }

        @Override
        public void set(NativeSocket<?> socket, SocketOption<Boolean> name, Boolean value)
            throws IOException {
          try {
            socket.setInt("setsockopt SO_PASSRIGHTS", SO_PASSRIGHTS, value ? 1 : 0);
          } catch (IOException e) {
            requireTrue(name, value, e);
          }
        }
      };

  private PassOptions() {}

  static void setCredentials(NativeSocket<?> socket, boolean value) throws IOException {
    socket.setInt("setsockopt SO_PASSCRED", SO_PASSCRED, value ? 1 : 0);
  }

  private static void requireTrue(SocketOption<?> name, boolean value, IOException e)
      throws IOException {
    if (!Errno.of(e).filter(Errno.ENOPROTOOPT::equals).isPresent()) {
      throw e;
    } else if (!value) {
      throw new UnsupportedOperationException(
          name + " cannot be unset: Linux can refuse descriptors since 6.16");
    }
  }
}
