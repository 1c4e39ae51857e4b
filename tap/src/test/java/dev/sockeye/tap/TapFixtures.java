package dev.sockeye.tap;

import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryAddress;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.Fixture.AddressSource;
import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.udp.Membership;
import dev.sockeye.udp.Udp;
import dev.sockeye.unix.Unix;
import dev.sockeye.unix.UserIds;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** How sockets with a tap over them are made. What they do is recorded, and goes nowhere. */
final class TapFixtures {

  private static final int LARGEST_UNIX = 212_992 - 32;
  private static final int LARGEST_UDP = 65_535 - 20 - 8;

  private static final PcapngSink SINK =
      PcapngSink.builder().writeTo(Channels.newChannel(OutputStream.nullOutputStream()));

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private TapFixtures() {}

  static Network system() {
    return TapNetwork.over(Network.system(), SINK);
  }

  static StreamFixture tcp() {
    return new StreamFixture(system(), Tcp.STREAM4, "tcp4", TapFixtures::loopback);
  }

  static StreamFixture unix() {
    return new StreamFixture(system(), Unix.STREAM, "unix", paths()) {
      @Override
      public Listener<StreamEndpoint> listen() throws IOException {
        return network().listenStream(uri(freeAddress()));
      }

      @Override
      public StreamEndpoint connect(SocketAddress address) throws IOException {
        return network().connectStream(uri(address));
      }
    }.withOption(Unix.MODE, "0640")
        .withOption(Unix.ALLOW_UID, UserIds.of(0, 1000))
        .withoutSetting(Unix.PEER_CREDENTIALS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERGROUPS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERSEC.name(), "the system gives it")
        .withoutSetting(Unix.SO_PEERPIDFD.name(), "it is the peer")
        .without(Capability.RESET, "the UNIX domain has no abortive close")
        .without(Capability.AUTOBIND, "a client without a path has no name");
  }

  @SuppressWarnings("unchecked") // a stream's scheme
  static StreamFixture memory() {
    MemoryNetwork network = MemoryNetwork.create();
    SocketSpec<StreamEndpoint> spec =
        (SocketSpec<StreamEndpoint>) network.scheme("memory").orElseThrow().spec();
    return new StreamFixture(
            TapNetwork.over(network, SINK),
            spec,
            "memory",
            () -> new MemoryAddress("s" + NUMBERS.incrementAndGet()))
        .without(Capability.FILE_DESCRIPTORS, "sockets in memory have no descriptors")
        .without(Capability.PROCESS_PEER, "the network is within this process");
  }

  static MessageFixture udp() {
    return new MessageFixture(system(), Udp.DATAGRAM4, "udp4", TapFixtures::loopback, LARGEST_UDP)
        .withOption(Udp.IP_ADD_MEMBERSHIP, loopbackMembership())
        .withoutSetting("IP_DROP_MEMBERSHIP", "it needs a membership")
        .withoutSetting("IP_BLOCK_SOURCE", "it needs a membership")
        .withoutSetting("IP_UNBLOCK_SOURCE", "it needs a membership and a blocked source");
  }

  static MessageFixture seqpacket() {
    return new MessageFixture(system(), Unix.SEQPACKET, "unix+seqpacket", paths(), LARGEST_UNIX)
        .withOption(Unix.MODE, "0640")
        .withOption(Unix.ALLOW_UID, UserIds.of(0, 1000))
        .withoutSetting(Unix.PEER_CREDENTIALS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERGROUPS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERSEC.name(), "the system gives it")
        .withoutSetting(Unix.SO_PEERPIDFD.name(), "it is the peer")
        .without(Capability.AUTOBIND, "an endpoint that is not bound has no name");
  }

  private static SocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Membership loopbackMembership() {
    try {
      return new Membership(
          InetAddress.getByName("239.1.2.5"),
          NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()),
          null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AddressSource paths() {
    return () -> UnixDomainSocketAddress.of(Folder.PATH.resolve("s" + NUMBERS.incrementAndGet()));
  }

  /** Short, so that its files' paths fit a socket address. */
  private static final class Folder {
    static final Path PATH = create();

    private static Path create() {
      try {
        Path folder = Files.createTempDirectory("sk");
        folder.toFile().deleteOnExit();
        return folder;
      } catch (IOException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }
}
