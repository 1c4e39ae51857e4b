package dev.sockeye.sctp;

import com.sun.nio.sctp.SctpStandardSocketOptions;
import com.sun.nio.sctp.SctpStandardSocketOptions.InitMaxStreams;
import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.spi.InetChannels;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.MessageFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;

/** How SCTP's sockets are made. */
final class SctpFixtures {

  private SctpFixtures() {}

  static MessageFixture oneToOne() {
    MessageFixture fixture =
        new MessageFixture(
            Network.system(), Sctp.ONE_TO_ONE, "sctp", SctpFixtures::loopback, largestMessage());
    return withAll(fixture)
        .without(Capability.BACKLOG_BLOCKS, "SCTP refuses when the backlog is full")
        .withoutSetting("SCTP_PRIMARY_ADDR", "another address needs a peer that has several");
  }

  static MessageFixture oneToMany() {
    MessageFixture fixture =
        new MessageFixture(
            Network.system(),
            Sctp.ONE_TO_MANY,
            "sctp+seqpacket",
            SctpFixtures::loopback,
            largestMessage()) {
          @Override
          public EndpointPair<MessageEndpoint> pair() throws IOException {
            return network().pair(spec());
          }

          @Override
          public SocketAddress deadAddress() throws IOException {
            try (MessageEndpoint endpoint = bound()) {
              return endpoint.getLocalAddress();
            }
          }
        };
    return withAll(fixture).without(Capability.CONNECTIONS, "one endpoint has all associations");
  }

  private static MessageFixture withAll(MessageFixture fixture) {
    return fixture
        .withAttribute(Sctp.STREAM_NUMBER, 3)
        .withAttribute(Sctp.UNORDERED, true)
        .withAttribute(Sctp.PAYLOAD_PROTOCOL_ID, 0x8000_002E)
        .withOption(SctpStandardSocketOptions.SCTP_FRAGMENT_INTERLEAVE, 1)
        .withOption(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS, InitMaxStreams.create(17, 18))
        .withOption(Sctp.SCTP_MAX_MESSAGE_SIZE, 100_000)
        .without(Capability.HALF_CLOSE, "shutdown ends both directions of an association")
        .without(Capability.EMPTY_MESSAGES, "a DATA chunk has at least one byte")
        .without(Capability.UNREACHABLE, "events tell of it");
  }

  static InetSocketAddress loopback() throws IOException {
    return InetChannels.loopback(Sctp.ONE_TO_ONE);
  }

  /** What the system's send buffer takes. */
  private static int largestMessage() {
    if (new SctpTransport().unavailable(Sctp.ONE_TO_ONE).isPresent()) {
      return 1; // No case will be run.
    }
    try (MessageEndpoint endpoint = Network.system().socket(Sctp.ONE_TO_ONE)) {
      return 2 * endpoint.getOption(StandardSocketOptions.SO_SNDBUF);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
