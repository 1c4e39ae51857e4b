package dev.sockeye.memory;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.contract.CanSockets;
import dev.sockeye.can.contract.FrameForm;
import dev.sockeye.can.contract.J1939Fixture;
import dev.sockeye.network.TransportNetwork;
import dev.sockeye.sctp.contract.SctpSockets;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.Fixture.AddressSource;
import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.udp.Membership;
import dev.sockeye.udp.Udp;
import dev.sockeye.udp.Udplite;
import dev.sockeye.unix.Unix;
import dev.sockeye.unix.UserIds;
import dev.sockeye.vsock.Vsock;
import dev.sockeye.vsock.VsockAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** How sockets for messages are made in memory: each fixture has a network of its own. */
final class MemoryMessageFixtures {

  /** What buffers hold unless it is said, as on Linux. */
  private static final int SEND_BUFFER = 212_992;

  private MemoryMessageFixtures() {}

  static MessageFixture udp() {
    return udpOver(MemoryNetwork.create());
  }

  static MessageFixture udpOver(Network network) {
    return on(network, "udp", MemoryMessageFixtures::host, 65_507)
        .withOption(Udp.IP_ADD_MEMBERSHIP, membership())
        .withoutSetting(Udp.IP_DROP_MEMBERSHIP.name(), "it needs a membership")
        .withoutSetting(Udp.IP_BLOCK_SOURCE.name(), "it needs a membership")
        .withoutSetting(Udp.IP_UNBLOCK_SOURCE.name(), "it needs a blocked source");
  }

  static MessageFixture udplite() {
    return on("udplite", MemoryMessageFixtures::host, 65_507)
        .withOption(Udplite.UDPLITE_SEND_CSCOV, 20)
        .withOption(Udplite.UDPLITE_RECV_CSCOV, 8);
  }

  private static Membership membership() {
    return Membership.of(new InetSocketAddress("239.1.2.5", 0).getAddress());
  }

  static MessageFixture unixDatagrams() {
    return on("unix+dgram", paths(), SEND_BUFFER - 32)
        .withOption(Unix.MODE, "0640")
        .withoutSetting(Unix.PEER_CREDENTIALS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERGROUPS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERSEC.name(), "the system gives it")
        .withoutSetting(Unix.SO_PEERPIDFD.name(), "it is the peer")
        .without(Capability.AUTOBIND, "an endpoint without a path has no name");
  }

  static MessageFixture seqpacket() {
    return on("unix+seqpacket", paths(), SEND_BUFFER - 32)
        .withOption(Unix.MODE, "0640")
        .withoutSetting(Unix.PEER_CREDENTIALS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERGROUPS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERSEC.name(), "the system gives it")
        .withoutSetting(Unix.SO_PEERPIDFD.name(), "it is the peer")
        .withOption(Unix.ALLOW_UID, UserIds.of(0, 1000));
  }

  static MessageFixture vsock() {
    return on("vsock+seqpacket", () -> new VsockAddress(3, VsockAddress.ANY_PORT), SEND_BUFFER)
        .withOption(Vsock.BUFFER_SIZE, 131_072L)
        .withOption(Vsock.BUFFER_MIN_SIZE, 256L)
        .withOption(Vsock.BUFFER_MAX_SIZE, 524_288L)
        .withOption(Vsock.CONNECT_TIMEOUT, Duration.ofSeconds(7))
        .without(Capability.LOSS_BREAKS, "vsock ends as if the peer had read all");
  }

  /** Frames of at most 8 bytes of data, on a bus that is this fixture's. */
  static MessageFixture can() {
    return onBus(new Bus(MemoryNetwork.create(), FrameForm.CLASSIC));
  }

  /** Frames of at most 64. */
  static MessageFixture canFd() {
    return onBus(
        new Bus(MemoryNetwork.create(), FrameForm.FD) {
          @Override
          public MessageEndpoint open() throws IOException {
            return super.open().setOption(Can.CAN_RAW_FD_FRAMES, true);
          }
        });
  }

  /** Messages by J1939. */
  static MessageFixture j1939() {
    MemoryNetwork network = MemoryNetwork.create();
    CanAddress bus = new CanAddress(network.interfaceIndex("vcan0"));
    return inThisProcess(new J1939Fixture(network, () -> bus));
  }

  private static MessageFixture onBus(MessageFixture fixture) {
    return inThisProcess(CanSockets.raw(fixture));
  }

  private static class Bus extends MessageFixture {

    private final CanAddress address;

    Bus(MemoryNetwork network, FrameForm form) {
      this(network, new CanAddress(network.interfaceIndex("vcan0")), form);
    }

    private Bus(MemoryNetwork network, CanAddress address, FrameForm form) {
      super(network, Can.RAW, "can", () -> address, form.length(), form);
      this.address = address;
    }

    @Override
    public SocketAddress unboundSender() {
      return address;
    }
  }

  static MessageFixture tipcSeqpacket() {
    return tipc("tipc+seqpacket")
        .withOption(Tipc.CONN_TIMEOUT, Duration.ofSeconds(7))
        .without(Capability.LISTENERS_ADDRESS, "what TIPC accepts has a number of its own")
        .without(Capability.CONNECTS_UNACCEPTED, "a connect of TIPC waits to be accepted")
        .without(Capability.HALF_CLOSE, "shutdown(2) of TIPC ends both directions");
  }

  static MessageFixture tipcRdm() {
    return tipcToAnybody("tipc+rdm");
  }

  static MessageFixture tipcDgram() {
    return tipcToAnybody("tipc+dgram");
  }

  private static MessageFixture tipcToAnybody(String scheme) {
    return tipc(scheme)
        .without(Capability.PEER_FILTER, "TIPC lets a peer be no more than where to send to")
        .without(Capability.UNREACHABLE, "TIPC drops what is sent to a socket that is gone");
  }

  private static MessageFixture tipc(String scheme) {
    AtomicInteger instance = new AtomicInteger();
    AddressSource services = () -> new TipcAddress.Service(1000, instance.incrementAndGet());
    return on(scheme, services, Tipc.LARGEST_MESSAGE)
        .withOption(Tipc.IMPORTANCE, 2)
        .without(Capability.EMPTY_MESSAGES, "TIPC loses messages of no bytes")
        .without(Capability.UNNAMED_AT_FIRST, "a socket of TIPC has its number from the start")
        .without(Capability.EXCLUSIVE_ADDRESSES, "any number of sockets share a service");
  }

  static MessageFixture sctp() {
    return inThisProcess(
        SctpSockets.oneToOne(MemoryNetwork.create(), MemoryMessageFixtures::host, SEND_BUFFER));
  }

  static MessageFixture sctpOneToMany() {
    return inThisProcess(
        SctpSockets.oneToMany(MemoryNetwork.create(), MemoryMessageFixtures::host, SEND_BUFFER));
  }

  /** What is there without the module dev.sockeye.sctp. */
  static MessageFixture plainSctp() {
    Kernel kernel = new Kernel(MemoryTime.system(), List.of(), 0, PortTable.LOOPBACK4);
    Network network =
        new TransportNetwork(List.of(new MemoryTransport(kernel, Kind.SCTP_ONE_TO_ONE)));
    return on(network, "sctp", MemoryMessageFixtures::host, SEND_BUFFER)
        .without(Capability.EMPTY_MESSAGES, "an SCTP message has at least one byte")
        .without(Capability.HALF_CLOSE, "SCTP ends both directions");
  }

  private static InetSocketAddress host() {
    return InetSocketAddress.createUnresolved("host.example", 0);
  }

  private static AddressSource paths() {
    AtomicInteger number = new AtomicInteger();
    return () -> UnixDomainSocketAddress.of("/run/m" + number.incrementAndGet());
  }

  private static MessageFixture on(String scheme, AddressSource addresses, int largestMessage) {
    return on(MemoryNetwork.create(), scheme, addresses, largestMessage);
  }

  private static MessageFixture on(
      Network network, String scheme, AddressSource addresses, int largestMessage) {
    return inThisProcess(
        new MessageFixture(network, spec(network, scheme), scheme, addresses, largestMessage));
  }

  private static MessageFixture inThisProcess(MessageFixture fixture) {
    return fixture
        .without(Capability.FILE_DESCRIPTORS, "sockets in memory have no descriptors")
        .without(Capability.PROCESS_PEER, "the network is within this process");
  }

  @SuppressWarnings("unchecked") // asked for with schemes of messages only
  private static SocketSpec<MessageEndpoint> spec(Network network, String scheme) {
    return network.schemes().stream()
        .filter(info -> info.scheme().equals(scheme))
        .map(SchemeInfo::spec)
        .map(spec -> (SocketSpec<MessageEndpoint>) spec)
        .findFirst()
        .orElseThrow();
  }
}
