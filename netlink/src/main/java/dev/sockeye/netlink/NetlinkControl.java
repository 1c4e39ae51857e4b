package dev.sockeye.netlink;

import dev.sockeye.Message;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.ControlCodec;
import java.nio.ByteBuffer;

/** The group of a message, {@code struct nl_pktinfo}; only received. */
final class NetlinkControl implements ControlCodec {

  static final ControlCodec CODEC = new NetlinkControl();

  private static final int SIZE = 4;

  private NetlinkControl() {}

  /** For all that the kernel may attach: the group, and a namespace's number. */
  @Override
  public int size() {
    return 2 * Abi.CURRENT.cmsgSpace(SIZE);
  }

  @Override
  public boolean prepare(Message message, String transport) {
    for (int i = 0; i < message.attributeCount(); i++) {
      if (message.attribute(i) != Netlink.GROUP) {
        throw new UnsupportedOperationException(
            transport + " does not carry " + message.attribute(i) + ": nothing was sent");
      }
    }
    return false;
  }

  @Override
  public void read(int level, int type, ByteBuffer from, int at, int length, Message into) {
    if (level == NetlinkOptions.SOL_NETLINK && type == NetlinkOptions.PKTINFO && length >= SIZE) {
      into.set(Netlink.GROUP, from.getInt(at));
    }
  }
}
