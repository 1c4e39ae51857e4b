package dev.sockeye.tipc;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.StreamFixture;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** How TIPC's sockets are made. */
final class TipcFixtures {

  /** So that test runs of one machine do not meet. */
  private static final int TYPE = ThreadLocalRandom.current().nextInt(20_000, 1_000_000_000);

  private static final AtomicInteger INSTANCE = new AtomicInteger();

  private TipcFixtures() {}

  /** A service that nobody is bound to. */
  static TipcAddress.Service free() {
    return new TipcAddress.Service(TYPE, INSTANCE.incrementAndGet()).within(TipcScope.NODE);
  }

  private static SocketAddress next() {
    return free();
  }

  static StreamFixture stream() {
    return new StreamFixture(Network.system(), Tipc.STREAM, "tipc", TipcFixtures::next)
        .withOption(Tipc.IMPORTANCE, 2)
        .withoutSetting("SO_RCVBUF", "TIPC starts with more than the system lets one set")
        .withOption(Tipc.CONN_TIMEOUT, Duration.ofSeconds(7))
        .without(Capability.BUFFER_SIZES, "a smaller SO_RCVBUF breaks connections of TIPC")
        .without(Capability.UNNAMED_AT_FIRST, "a socket of TIPC has its number from the start")
        .without(Capability.LISTENERS_ADDRESS, "what TIPC accepts has a number of its own")
        .without(Capability.CONNECTS_UNACCEPTED, "a connect of TIPC waits to be accepted")
        .without(Capability.HALF_CLOSE, "shutdown(2) of TIPC ends both directions")
        .without(Capability.RESET, "TIPC has no abortive close")
        .without(Capability.EXCLUSIVE_ADDRESSES, "any number of sockets share a service");
  }

  static MessageFixture seqpacket() {
    return new MessageFixture(
            Network.system(),
            Tipc.SEQPACKET,
            "tipc+seqpacket",
            TipcFixtures::next,
            Tipc.LARGEST_MESSAGE)
        .withOption(Tipc.IMPORTANCE, 2)
        .withoutSetting("SO_RCVBUF", "TIPC starts with more than the system lets one set")
        .withOption(Tipc.CONN_TIMEOUT, Duration.ofSeconds(7))
        .without(Capability.EMPTY_MESSAGES, "TIPC loses messages of no bytes")
        .without(Capability.BUFFER_SIZES, "a smaller SO_RCVBUF breaks connections of TIPC")
        .without(Capability.UNNAMED_AT_FIRST, "a socket of TIPC has its number from the start")
        .without(Capability.LISTENERS_ADDRESS, "what TIPC accepts has a number of its own")
        .without(Capability.CONNECTS_UNACCEPTED, "a connect of TIPC waits to be accepted")
        .without(Capability.HALF_CLOSE, "shutdown(2) of TIPC ends both directions")
        .without(Capability.EXCLUSIVE_ADDRESSES, "any number of sockets share a service");
  }

  static MessageFixture rdm() {
    return anybody(Tipc.RDM, "tipc+rdm");
  }

  static MessageFixture dgram() {
    return anybody(Tipc.DATAGRAM, "tipc+dgram");
  }

  private static MessageFixture anybody(SocketSpec<MessageEndpoint> spec, String scheme) {
    return new MessageFixture(
            Network.system(), spec, scheme, TipcFixtures::next, Tipc.LARGEST_MESSAGE)
        .withOption(Tipc.IMPORTANCE, 2)
        .withoutSetting("SO_RCVBUF", "TIPC starts with more than the system lets one set")
        .without(Capability.EMPTY_MESSAGES, "TIPC loses messages of no bytes")
        .without(Capability.UNNAMED_AT_FIRST, "a socket of TIPC has its number from the start")
        .without(Capability.PEER_FILTER, "TIPC lets a peer be no more than where to send to")
        .without(Capability.UNREACHABLE, "TIPC drops what is sent to a socket that is gone")
        .without(Capability.EXCLUSIVE_ADDRESSES, "any number of sockets share a service");
  }
}
