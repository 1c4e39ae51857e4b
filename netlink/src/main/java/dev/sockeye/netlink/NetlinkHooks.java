package dev.sockeye.netlink;

import dev.sockeye.Errno;
import dev.sockeye.posix.Hooks;
import dev.sockeye.posix.NativeSocket;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * What netlink needs besides: {@code bind(2)} sets the first 32 groups to those of the address, and
 * so would leave what was joined before; and an overrun is told.
 */
final class NetlinkHooks implements Hooks {

  static final Hooks INSTANCE = new NetlinkHooks();

  private NetlinkHooks() {}

  @Override
  public void bind(NativeSocket<?> socket, SocketAddress local, Binder binder, Binder then)
      throws IOException {
    NetlinkGroups joined = NetlinkOptions.groups(socket);
    binder.bind();
    NetlinkOptions.change(socket, NetlinkOptions.ADD_MEMBERSHIP, joined);
    then.bind();
  }

  @Override
  public IOException failed(String operation, Errno errno, IOException described) {
    if (errno != Errno.ENOBUFS || !operation.startsWith("recv")) {
      return described;
    }
    return new NetlinkOverrunException(
        described.getMessage().replace(errno.text(), "events were lost, read the state anew"));
  }
}
