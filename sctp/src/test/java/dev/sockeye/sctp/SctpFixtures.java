package dev.sockeye.sctp;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.inet.InetChannels;
import dev.sockeye.sctp.contract.SctpSockets;
import dev.sockeye.testkit.MessageFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;

/** How the system's sockets of SCTP are made. */
final class SctpFixtures {

  private SctpFixtures() {}

  static MessageFixture oneToOne() {
    return SctpSockets.oneToOne(Network.system(), SctpFixtures::loopback, largestMessage());
  }

  static MessageFixture oneToMany() {
    return SctpSockets.oneToMany(Network.system(), SctpFixtures::loopback, largestMessage());
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
