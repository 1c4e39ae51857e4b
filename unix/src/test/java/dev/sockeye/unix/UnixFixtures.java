package dev.sockeye.unix;

import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.Fixture.AddressSource;
import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.StreamFixture;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** How the sockets of the UNIX domain are made. */
final class UnixFixtures {

  /** What buffers hold unless it is said, on Linux. */
  private static final int LARGEST = 212_992 - 32;

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private UnixFixtures() {}

  /** The JDK's channels, which are what a URI opens. */
  static StreamFixture stream() {
    return options(
        new StreamFixture(Network.system(), Unix.STREAM, "unix", paths()) {
          @Override
          public Listener<StreamEndpoint> listen() throws IOException {
            return network().listenStream(uri(freeAddress()));
          }

          @Override
          public StreamEndpoint connect(SocketAddress address) throws IOException {
            return network().connectStream(uri(address));
          }
        });
  }

  static StreamFixture abstractStream() {
    return options(new StreamFixture(Network.system(), Unix.STREAM, "unix", names()));
  }

  /** The native listener for path names. */
  static StreamFixture streamWithMode() {
    return options(
        new StreamFixture(Network.system(), Unix.STREAM, "unix", paths()) {
          @Override
          public Listener<StreamEndpoint> openListener() throws IOException {
            return super.openListener().setOption(Unix.MODE, "0600");
          }
        });
  }

  private static StreamFixture options(StreamFixture fixture) {
    return fixture
        .withOption(Unix.MODE, "0640")
        .withOption(Unix.ALLOW_UID, UserIds.of(0, 1000))
        .withoutSetting(Unix.PEER_CREDENTIALS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERGROUPS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERSEC.name(), "the system gives it")
        .withoutSetting(Unix.SO_PEERPIDFD.name(), "it is the peer")
        .without(Capability.RESET, "the UNIX domain has no abortive close")
        .without(Capability.AUTOBIND, "a client without a path has no name");
  }

  static MessageFixture datagrams() {
    return messages(Unix.DATAGRAM, "unix+dgram", paths());
  }

  static MessageFixture abstractDatagrams() {
    return messages(Unix.DATAGRAM, "unix+dgram", names());
  }

  static MessageFixture seqpacket() {
    return messages(Unix.SEQPACKET, "unix+seqpacket", paths());
  }

  static MessageFixture abstractSeqpacket() {
    return messages(Unix.SEQPACKET, "unix+seqpacket", names());
  }

  private static MessageFixture messages(
      SocketSpec<MessageEndpoint> spec, String scheme, AddressSource addresses) {
    return new MessageFixture(Network.system(), spec, scheme, addresses, LARGEST)
        .withOption(Unix.MODE, "0640")
        .withOption(Unix.ALLOW_UID, UserIds.of(0, 1000))
        .withoutSetting(Unix.PEER_CREDENTIALS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERGROUPS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERSEC.name(), "the system gives it")
        .withoutSetting(Unix.SO_PEERPIDFD.name(), "it is the peer")
        .without(Capability.AUTOBIND, "an endpoint that is not bound has no name");
  }

  private static AddressSource paths() {
    return () -> UnixDomainSocketAddress.of(Folder.PATH.resolve("s" + NUMBERS.incrementAndGet()));
  }

  private static AddressSource names() {
    return UnixFixtures::name;
  }

  private static SocketAddress name() {
    return AbstractAddress.of(
        "sockeye-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet());
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
