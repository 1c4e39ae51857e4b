package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.Domain;
import dev.sockeye.InetOptions;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import java.util.Set;

/**
 * Datagrams of UDP and UDP-Lite in memory, which tell which address was asked, and leave from it:
 * {@code IP_PKTINFO} of {@code ip(7)}.
 */
class InetDatagramEndpoint extends MemoryDatagramEndpoint {

  private static final Set<Attribute<?>> KNOWN =
      Set.of(InetOptions.LOCAL_ADDRESS, InetOptions.TIMESTAMP);

  // Guarded by the kernel's lock: what is being sent leaves from there, null for where it is bound.
  private InetAddress source;

  InetDatagramEndpoint(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }

  @Override
  public final void requireCarried(Attribute<?> attribute) {
    if (!KNOWN.contains(attribute)) {
      super.requireCarried(attribute);
    }
  }

  /** The lock is held throughout: what these send never waits for room. */
  @Override
  public final boolean put(
      String operation, byte[] payload, SocketAddress target, Message header, boolean wait)
      throws IOException {
    return whileOpen(
        () -> {
          source = header == null ? null : sourceOf(header);
          try {
            return super.put(operation, payload, target, header, wait);
          } finally {
            source = null;
          }
        });
  }

  private InetAddress sourceOf(Message header) {
    InetAddress told = header.get(InetOptions.LOCAL_ADDRESS);
    if (told instanceof Inet6Address && spec().domain().equals(Domain.AF_INET)) {
      throw new IllegalArgumentException(
          "an IPv4 socket cannot send from " + told.getHostAddress());
    }
    return told;
  }

  @Override
  final SocketAddress source(SocketAddress to) {
    return source == null
        ? super.source(to)
        : new InetSocketAddress(source, ((InetSocketAddress) local()).getPort());
  }

  @Override
  final Packet told(Packet packet, SocketAddress to) {
    Message told = Message.of(ByteBuffer.allocate(0));
    InetAddress asked = asked((InetSocketAddress) to);
    if (asked != null && options().get(InetOptions.IP_PKTINFO)) {
      told.set(InetOptions.LOCAL_ADDRESS, asked);
    }
    if (options().get(InetOptions.SO_TIMESTAMPNS)) {
      told.set(InetOptions.TIMESTAMP, Instant.now());
    }
    return AttributedPacket.of(packet, told);
  }

  /** The address of this host; none of a name's, nor for a group of IPv6. */
  private InetAddress asked(InetSocketAddress to) {
    InetAddress address = to.getAddress();
    boolean many = PortTable.isMulticast(to) || PortTable.isWildcard(to);
    if (many && address.isMulticastAddress() && address instanceof Inet6Address) {
      return null;
    }
    return many ? kernel().addressTowards(to) : address;
  }
}
