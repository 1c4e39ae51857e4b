package dev.sockeye.testkit;

/** How the JDK's channels are made. */
final class OracleFixtures {

  private OracleFixtures() {}

  static StreamFixture stream() {
    return new StreamFixture(
            new OracleNetwork(), OracleNetwork.STREAM, "tcp", OracleNetwork::loopback)
        .without(Capability.TIMEOUTS, "JDK channels have no timeouts")
        .without(Capability.ERROR_TEXTS, "the JDK's messages are those of strerror")
        .without(Capability.WHOLE_WRITES, "a SocketChannel may return what it wrote so far")
        .without(Capability.LASTING_BREAKS, "a SocketChannel reads an end after such a write")
        .without(Capability.INHERITED_OPTIONS, "a ServerSocketChannel passes no options on")
        .without(Capability.PROCESS_PEER, "no transport is named by these URIs");
  }

  /** Over UDP, whose largest message is what is left of 65,535 bytes after both headers. */
  static MessageFixture datagrams() {
    return overUdp(MessageForm.FREE)
        .without(Capability.EMPTY_MESSAGES, "a connected DatagramChannel sends none");
  }

  /** The same, of a form that makes even an empty text a message of some length. */
  static MessageFixture padded() {
    return overUdp(new PaddedForm());
  }

  private static MessageFixture overUdp(MessageForm form) {
    return new MessageFixture(
            new OracleNetwork(),
            OracleNetwork.DATAGRAM,
            "udp",
            OracleNetwork::loopback,
            65_535 - 20 - 8,
            form)
        .without(Capability.TIMEOUTS, "JDK channels have no timeouts")
        .without(Capability.ERROR_TEXTS, "the JDK's messages are those of strerror");
  }
}
