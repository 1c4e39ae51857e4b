package dev.sockeye.vsock;

import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.StreamFixture;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/** How vsock's sockets are made. */
final class VsockFixtures {

  static final VsockAddress PLACE = new VsockAddress(VsockAddress.LOCAL, VsockAddress.ANY_PORT);

  /** What buffers hold unless it is said. */
  private static final int LARGEST = 262_144;

  private VsockFixtures() {}

  static StreamFixture stream() {
    return new StreamFixture(Network.system(), Vsock.STREAM, "vsock", () -> PLACE) {
      @Override
      public Optional<String> unavailable() {
        return super.unavailable().or(VsockFixtures::noLoopback);
      }

      @Override
      public SocketAddress seenByPeer(SocketAddress local) {
        return here(local);
      }
    }.withOption(Vsock.BUFFER_SIZE, 131_072L)
        .withOption(Vsock.BUFFER_MIN_SIZE, 256L)
        .withOption(Vsock.BUFFER_MAX_SIZE, 524_288L)
        .withOption(Vsock.CONNECT_TIMEOUT, Duration.ofSeconds(7))
        .without(Capability.RESET, "vsock has no abortive close")
        .without(Capability.LOSS_BREAKS, "vsock ends as if the peer had read all")
        .without(Capability.BACKLOG_BLOCKS, "vsock resets who connects to a full backlog");
  }

  static MessageFixture seqpacket() {
    return new MessageFixture(
        Network.system(), Vsock.SEQPACKET, "vsock+seqpacket", () -> PLACE, LARGEST) {
      @Override
      public Optional<String> unavailable() {
        return super.unavailable().or(VsockFixtures::noLoopback);
      }

      @Override
      public SocketAddress seenByPeer(SocketAddress local) {
        return here(local);
      }
    }.withOption(Vsock.BUFFER_SIZE, 131_072L)
        .withOption(Vsock.BUFFER_MIN_SIZE, 256L)
        .withOption(Vsock.BUFFER_MAX_SIZE, 524_288L)
        .withOption(Vsock.CONNECT_TIMEOUT, Duration.ofSeconds(7))
        .without(Capability.EMPTY_MESSAGES, "Linux loses vsock messages of no bytes")
        .without(Capability.LOSS_BREAKS, "vsock ends as if the peer had read all")
        .without(Capability.BACKLOG_BLOCKS, "vsock resets who connects to a full backlog");
  }

  /** An endpoint that is bound to any of this host's numbers keeps that. */
  private static SocketAddress here(SocketAddress local) {
    VsockAddress address = (VsockAddress) local;
    return address.cid() == VsockAddress.ANY
        ? new VsockAddress(VsockAddress.LOCAL, address.port())
        : address;
  }

  /** A host may have vsock, and no way to itself. */
  static Optional<String> noLoopback() {
    try (Listener<StreamEndpoint> listener = Network.system().listener(Vsock.STREAM)) {
      listener.bind(PLACE);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("this host has no vsock_loopback: " + e.getMessage());
    }
  }
}
