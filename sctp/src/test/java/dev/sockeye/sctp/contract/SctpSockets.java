package dev.sockeye.sctp.contract;

import com.sun.nio.sctp.SctpStandardSocketOptions;
import com.sun.nio.sctp.SctpStandardSocketOptions.InitMaxStreams;
import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.Fixture.AddressSource;
import dev.sockeye.testkit.MessageFixture;
import java.io.IOException;

/** What the sockets of SCTP can do, whatever network they come from. */
public final class SctpSockets {

  private SctpSockets() {}

  /**
   * One-to-one sockets.
   *
   * @param network opens them
   * @param addresses free addresses to bind to
   * @param largestMessage the length of the largest message that can be sent
   */
  public static MessageFixture oneToOne(
      Network network, AddressSource addresses, int largestMessage) {
    MessageFixture fixture =
        new MessageFixture(network, Sctp.ONE_TO_ONE, "sctp", addresses, largestMessage);
    return withAll(fixture)
        .without(Capability.BACKLOG_BLOCKS, "SCTP refuses when the backlog is full")
        .withoutSetting("SCTP_PRIMARY_ADDR", "another address needs a peer that has several");
  }

  /**
   * One-to-many sockets.
   *
   * @param network opens them
   * @param addresses free addresses to bind to
   * @param largestMessage the length of the largest message that can be sent
   */
  public static MessageFixture oneToMany(
      Network network, AddressSource addresses, int largestMessage) {
    MessageFixture fixture =
        new MessageFixture(network, Sctp.ONE_TO_MANY, "sctp+seqpacket", addresses, largestMessage) {
          @Override
          public EndpointPair<MessageEndpoint> pair() throws IOException {
            return network().pair(spec());
          }
        };
    return withAll(fixture);
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
}
