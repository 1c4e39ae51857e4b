package dev.sockeye.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the cases of packet sockets share, on the loopback. */
@Timeout(60)
abstract class PacketCases {

  static final int LO = PacketFixtures.lo();
  static final byte[] ZEROS = new byte[6];

  final Network network = Network.system();
  final Protocol protocol = PacketFixtures.freeProtocol();

  @BeforeEach
  void needsPrivilege() {
    Optional<String> why = new PacketTransport().unavailable(Packet.RAW);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  String hex() {
    return String.format("0x%04x", protocol.number());
  }

  MessageEndpoint bound(String options) throws IOException {
    return bind("packet:lo?PROTOCOL=" + hex() + "&SO_RCVTIMEO=10s" + options);
  }

  MessageEndpoint bind(String uri) throws IOException {
    return network.bindMessages(EndpointUri.valueOf(uri));
  }

  ByteBuffer frame(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer frame = ByteBuffer.allocate(EthernetHeader.LENGTH + bytes.length);
    return EthernetHeader.put(frame, 0, 0, protocol.number()).put(bytes).flip();
  }

  void send(String... texts) throws IOException {
    try (MessageEndpoint sender = network.socket(Packet.RAW)) {
      for (String text : texts) {
        sender.sendTo(frame(text), PacketAddress.of(LO));
      }
    }
  }

  static String text(ByteBuffer received) {
    EthernetHeader header = new EthernetHeader().of(received);
    return StandardCharsets.US_ASCII.decode(received.position(header.payload())).toString();
  }

  static String receive(MessageEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(2000);
    endpoint.receive(buffer);
    return text(buffer.flip());
  }

  static void assertNothing(MessageEndpoint endpoint) throws IOException {
    endpoint.configureBlocking(false);
    assertEquals(MessageEndpoint.WOULD_BLOCK, endpoint.receive(ByteBuffer.allocate(1)));
    endpoint.configureBlocking(true);
  }

  String filter(int snap) {
    return "4,40 0 0 12,21 0 1 " + protocol.number() + ",6 0 0 " + snap + ",6 0 0 0";
  }
}
