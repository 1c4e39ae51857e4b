package dev.sockeye.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.posix.BpfFilter;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Filters of packet sockets, and frames that they or a buffer cut. */
class PacketFilterTest extends PacketCases {

  @Test
  void whatAFilterCutsIsToldInEveryForm() throws IOException {
    int length = EthernetHeader.LENGTH + "cut in the middle".length();
    try (MessageEndpoint endpoint = bound("&SO_ATTACH_FILTER=" + filter(20))) {
      send(
          "cut in the middle",
          "cut in the middle",
          "cut in the middle",
          "cut in the middle",
          "cut in the middle");
      ByteBuffer buffer = ByteBuffer.allocate(100);
      MessageTruncatedException e =
          assertThrows(MessageTruncatedException.class, () -> endpoint.receive(buffer));
      assertTrue(
          e.getMessage().contains(length + " bytes was cut to 20 by a filter"), e.getMessage());
      assertThrows(MessageTruncatedException.class, () -> endpoint.receiveFrom(buffer.clear()));
      Message message = Message.allocate(100);
      assertEquals(20, endpoint.receiveMessage(message));
      assertCut(message, length);
      Message[] batch = {Message.allocate(100), Message.allocate(100)};
      assertEquals(2, endpoint.receiveMessages(batch, 0, 2));
      assertCut(batch[0], length);
      assertCut(batch[1], length);
    }
  }

  private static void assertCut(Message message, int length) {
    assertTrue(message.isTruncated());
    PacketAuxdata auxdata = message.get(Packet.AUXDATA);
    assertEquals(length, auxdata.length());
    assertEquals(20, auxdata.capturedLength());
    assertTrue(auxdata.isCut());
  }

  @Test
  void withoutAFilterOnlyASmallBufferCuts() throws IOException {
    try (MessageEndpoint endpoint = bound("&PACKET_AUXDATA=true&SO_TIMESTAMPNS=true")) {
      Instant before = Instant.now().minusSeconds(1);
      send("whole", "whole", "whole");
      Message message = Message.allocate(100);
      assertEquals(19, endpoint.receiveMessage(message));
      assertEquals("whole", text(message.payload().flip()));
      PacketAuxdata auxdata = message.get(Packet.AUXDATA);
      assertEquals(19, auxdata.length());
      assertEquals(14, auxdata.networkOffset());
      assertTrue(!message.isTruncated() && !auxdata.isCut() && !auxdata.hasVlan());
      Instant when = message.get(Packet.TIMESTAMP);
      assertTrue(when.isAfter(before) && when.isBefore(Instant.now().plusSeconds(1)), "" + when);
      assertEquals("whole", receive(endpoint));
      MessageTruncatedException e =
          assertThrows(
              MessageTruncatedException.class, () -> endpoint.receive(ByteBuffer.allocate(15)));
      assertTrue(e.getMessage().contains("19 bytes was cut to 15: give a larger"), e.getMessage());
      message.payload().rewind();
      assertEquals(19, endpoint.sendMessage(message.peer(PacketAddress.of(LO))), "as it came");
      assertEquals("whole", receive(endpoint));
    }
  }

  @Test
  void aFilterSeesTheHeaderAndCanBeTakenAway() throws IOException {
    try (MessageEndpoint endpoint = bind("packet:lo?SO_RCVTIMEO=10s&PROTOCOL=" + hex())) {
      endpoint.setOption(Packet.SO_ATTACH_FILTER, BpfFilter.parse("1,6 0 0 0"));
      send("filtered");
      endpoint.setOption(Packet.SO_ATTACH_FILTER, BpfFilter.NONE);
      send("passed");
      assertEquals("passed", receive(endpoint));
      assertThrows(
          SocketTimeoutException.class,
          () ->
              endpoint
                  .setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20))
                  .receive(ByteBuffer.allocate(100)));
    }
  }
}
