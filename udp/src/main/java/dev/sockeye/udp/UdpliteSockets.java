package dev.sockeye.udp;

import static dev.sockeye.posix.InetOptionTables.NATIVE_UDP6;
import static dev.sockeye.posix.InetOptionTables.UDP4;
import static java.net.StandardSocketOptions.SO_BROADCAST;
import static java.net.StandardSocketOptions.SO_REUSEADDR;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import dev.sockeye.inet.InetChannels;
import dev.sockeye.inet.LocalAddress;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Family;
import dev.sockeye.posix.InetCodec;
import dev.sockeye.posix.InetControl;
import dev.sockeye.posix.Kind;
import dev.sockeye.posix.NativeSockets;
import dev.sockeye.posix.NativeTransport;
import dev.sockeye.posix.OptionTable;
import dev.sockeye.posix.OptionTable.Form;
import dev.sockeye.posix.Trait;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;

/** UDP-Lite as native sockets. Loaded only where there is {@code sockeye-posix}. */
final class UdpliteSockets extends NativeTransport {

  private static final int LEVEL = Udplite.IPPROTO_UDPLITE.number();

  // <linux/udp.h> and <asm-generic/socket.h>: of the systems that posix knows Linux alone has it.
  private static final int SEND_CSCOV = 10;
  private static final int RECV_CSCOV = 11;
  private static final int SOL_SOCKET = 1;
  private static final int REUSEADDR = 2;
  private static final int BROADCAST = 6;

  private static final Form<Integer> COVERAGE =
      new Form<>() {
        @Override
        public Integer read(ByteBuffer from) {
          return from.getInt(0);
        }

        @Override
        public void write(SocketOption<Integer> name, Integer value, ByteBuffer into) {
          if (value != 0 && (value < 8 || value > 65_535)) {
            throw new IllegalArgumentException(
                name + " is 0 for all, or from 8, which the header takes, to 65535: " + value);
          }
          into.putInt(0, value);
        }
      };

  private static final OptionTable OPTIONS =
      OptionTable.common()
          .with(SO_REUSEADDR, SOL_SOCKET, REUSEADDR, Form.BOOL)
          .with(SO_BROADCAST, SOL_SOCKET, BROADCAST, Form.BOOL)
          .with(Udplite.UDPLITE_SEND_CSCOV, LEVEL, SEND_CSCOV, COVERAGE)
          .with(Udplite.UDPLITE_RECV_CSCOV, LEVEL, RECV_CSCOV, COVERAGE);

  private static final Family INET =
      new Family(Domain.AF_INET, InetCodec.AF_INET, InetCodec.OF_INET);
  private static final Family INET6 =
      new Family(Domain.AF_INET6, InetCodec.AF_INET6, InetCodec.OF_INET6);

  private static final Kind<?> DATAGRAM4 = kind(INET, "udplite4", Udplite.DATAGRAM4);
  private static final Kind<?> DATAGRAM6 = kind(INET6, "udplite6", Udplite.DATAGRAM6);

  UdpliteSockets() {
    super("udplite", UdpliteTransport.schemesOfUdplite());
  }

  private static Kind<?> kind(Family family, String scheme, SocketSpec<MessageEndpoint> spec) {
    boolean v6 = family.equals(INET6);
    return Kind.of(
            family,
            scheme,
            spec,
            Abi.SOCK_DGRAM,
            LEVEL,
            Trait.SHUTDOWN_WAKES,
            Trait.REAL_LENGTH,
            Trait.REFUSED_BY_ICMP)
        .withOptions(
            OPTIONS.with(v6 ? NATIVE_UDP6 : UDP4).withLongest(Udp.longest(spec.domain())),
            OptionTable.NONE)
        .withControl(v6 ? InetControl.OF_INET6 : InetControl.OF_INET);
  }

  @Override
  protected Kind<?> kind(SocketSpec<?> spec) {
    if (spec.equals(Udplite.DATAGRAM)) {
      return OfBoth.KIND;
    }
    return spec.equals(Udplite.DATAGRAM4) ? DATAGRAM4 : DATAGRAM6;
  }

  /** Found out when first asked for, which takes a call. */
  private static final class OfBoth {
    static final Kind<?> KIND =
        kind(
            NativeSockets.unavailable(DATAGRAM6).isEmpty() ? INET6 : INET,
            "udplite",
            Udplite.DATAGRAM);
  }

  @Override
  protected SocketAddress meetingPlace(SocketSpec<?> spec) throws IOException {
    return InetChannels.loopback(spec);
  }

  @Override
  protected EndpointUri checkAddress(SocketSpec<?> spec, EndpointUri uri) {
    InetAddresses.check(uri, HostPort.parseSingle(uri), spec.domain());
    return LocalAddress.check(uri, spec.domain());
  }

  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    return DatagramPeers.connect(name(), spec, uri, own -> openWith(spec, own));
  }
}
