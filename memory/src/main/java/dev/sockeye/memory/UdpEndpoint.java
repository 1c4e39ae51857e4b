package dev.sockeye.memory;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;

/** Datagrams of UDP in memory, which go to groups too. */
final class UdpEndpoint extends InetDatagramEndpoint {

  private final Groups groups; // guarded by the kernel's lock

  UdpEndpoint(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
    groups = UdpModule.MULTICAST.groups(this);
  }

  @Override
  boolean puts(String operation, byte[] payload, SocketAddress to) {
    boolean group = PortTable.isMulticast(to);
    if (group) {
      putToGroup(payload, (InetSocketAddress) to);
    }
    return group;
  }

  /** All of this network is one host, which IP_MULTICAST_LOOP is about. */
  private void putToGroup(byte[] payload, InetSocketAddress group) {
    InetAddress source = ((InetSocketAddress) source(group)).getAddress();
    if (options().get(StandardSocketOptions.IP_MULTICAST_LOOP)) {
      for (MemorySocket<?> each : ((PortTable) kernel().table(kind())).around(group)) {
        UdpEndpoint member = (UdpEndpoint) each;
        if (member.groups.admit(group.getAddress(), source)) {
          line().deliver(member, payload, group, null);
        }
      }
    }
  }

  @Override
  public <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    Objects.requireNonNull(name, "name");
    if (!whileOpen(() -> groups.set(name, value))) {
      super.setOption(name, value);
    }
    return this;
  }
}
