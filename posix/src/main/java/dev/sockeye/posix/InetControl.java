package dev.sockeye.posix;

import dev.sockeye.InetOptions;
import dev.sockeye.Message;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The attributes of {@link InetOptions}, of datagrams over native sockets of Linux: {@code ip(7)},
 * {@code ipv6(7)} and {@code socket(7)}.
 */
public final class InetControl implements ControlCodec {

  /** Of sockets of IPv4. */
  public static final ControlCodec OF_INET = new InetControl(false);

  /** Of sockets of IPv6, which may carry IPv4. */
  public static final ControlCodec OF_INET6 = new InetControl(true);

  private final boolean v6;
  private final PacketInfo info = new PacketInfo();

  private InetControl(boolean v6) {
    this.v6 = v6;
  }

  @Override
  public int size() {
    return PacketInfo.RECEIVED;
  }

  @Override
  public boolean prepare(Message message, String transport) {
    for (int i = 0; i < message.attributeCount(); i++) {
      if (message.attribute(i) != InetOptions.LOCAL_ADDRESS
          && message.attribute(i) != InetOptions.TIMESTAMP) {
        throw new UnsupportedOperationException(
            transport + " does not carry " + message.attribute(i) + ": nothing was sent");
      }
    }
    InetAddress source = message.get(InetOptions.LOCAL_ADDRESS);
    if (source != null) {
      PacketInfo.requireFamily(source, v6);
    }
    return source != null;
  }

  @Override
  public int sizeOf(Message message) {
    return v6 ? PacketInfo.SENT : PacketInfo.SENT4;
  }

  @Override
  public void write(Message message, ByteBuffer into, int at) {
    info.write(message, v6, into, at);
  }

  @Override
  public void read(int level, int type, ByteBuffer from, int at, int length, Message into) {
    info.read(level, type, from, at, into);
  }
}
