package dev.sockeye;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageTest {

  private static final Attribute<Integer> STREAM = Attribute.of("STREAM", Integer.class);

  @Test
  void usesTheBuffersAsTheyAre() {
    ByteBuffer first = ByteBuffer.allocate(5).position(2);
    ByteBuffer second = ByteBuffer.allocateDirect(7);
    Message message = Message.of(first, second);
    assertSame(first, message.payload());
    assertSame(second, message.buffer(1));
    assertEquals(2, message.bufferCount());
    assertEquals(List.of(first, second), message.buffers());
    assertEquals(10, message.remaining());
    assertTrue(Message.allocate(9).payload().isDirect());
    assertThrows(IllegalArgumentException.class, Message::of);
    assertThrows(NullPointerException.class, () -> Message.of(first, null));
    assertThrows(IndexOutOfBoundsException.class, () -> message.buffer(2));
  }

  @Test
  void keepsAnyNumberOfAttributes() {
    Message message = Message.allocate(1);
    List<Attribute<Integer>> all =
        IntStream.range(0, 20).mapToObj(i -> Attribute.of("same", Integer.class)).toList();
    for (int i = 0; i < 20; i++) {
      message.set(all.get(i), -1).set(all.get(i), i);
    }
    assertEquals(20, message.attributeCount());
    for (int i = 0; i < 20; i++) {
      assertEquals(i, message.get(all.get(i)));
      assertTrue(all.contains(message.attribute(i)));
    }
    assertNull(message.get(STREAM));
    assertThrows(IndexOutOfBoundsException.class, () -> message.attribute(20));
    assertThrows(NullPointerException.class, () -> message.set(STREAM, null));
  }

  @Test
  void clearLeavesNothing() {
    Message message =
        Message.allocate(4)
            .received(
                new InetSocketAddress(5),
                Message.TRUNCATED | Message.END_OF_RECORD | Message.NOTIFICATION)
            .set(STREAM, 3);
    message.payload().position(3).limit(3);
    assertTrue(message.isTruncated() && message.isEndOfRecord() && message.isNotification());
    message.clearHeader();
    assertFalse(message.isTruncated() || message.isEndOfRecord() || message.isNotification());
    assertNull(message.peer());
    assertNull(message.get(STREAM));
    assertEquals(0, message.attributeCount());
    assertEquals(0, message.remaining());
    assertEquals(4, message.clear().remaining());
    assertEquals(0, message.flags());
  }

  @Test
  void saysWhatItIs() {
    Message message = Message.allocate(4).received(null, Message.TRUNCATED).set(STREAM, 3);
    assertEquals("Message[4 bytes, truncated, STREAM=3]", message.toString());
    assertEquals("STREAM", STREAM.name());
  }
}
