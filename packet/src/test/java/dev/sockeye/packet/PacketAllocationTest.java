package dev.sockeye.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.testkit.local.Allocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames are read, written, sent and received without a byte of the heap, once it is warm. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketAllocationTest {

  private static final long ONE = 0x0200_0000_0001L;

  private static void needsPrivilege() {
    Optional<String> why = new PacketTransport().unavailable(Packet.RAW);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  @Test
  void aHeaderIsWrittenAndRead() throws IOException {
    ByteBuffer frame = ByteBuffer.allocateDirect(64);
    EthernetHeader header = new EthernetHeader();
    Allocation.assertNone(
        () -> {
          EthernetHeader.put(frame.clear(), EthernetHeader.BROADCAST, ONE, 0x8100);
          frame.putShort((short) 7).putShort((short) 0x0806).flip();
          header.of(frame);
          assertTrue(header.source() == ONE && header.destination() == EthernetHeader.BROADCAST);
          assertTrue(header.tag(0) == 7 && header.ethertype() == 0x0806);
        });
  }

  @Test
  void aFrameIsSentAndReceived() throws IOException {
    needsPrivilege();
    PacketAddress own = PacketAddress.of(PacketFixtures.freeProtocol(), PacketFixtures.lo());
    try (MessageEndpoint sender = Network.system().socket(Packet.RAW);
        MessageEndpoint receiver = Network.system().socket(Packet.RAW)) {
      sender.bind(PacketAddress.of(PacketFixtures.freeProtocol(), PacketFixtures.lo()));
      receiver.bind(own);
      ByteBuffer frame = ByteBuffer.allocateDirect(64);
      EthernetHeader.put(frame, 0, 0, own.protocol());
      ByteBuffer received = ByteBuffer.allocateDirect(64);
      Allocation.assertNone(
          () -> {
            sender.sendTo(frame.clear(), own);
            receiver.receiveFrom(received.clear());
          });
      assertEquals(64, received.position());
    }
  }
}
