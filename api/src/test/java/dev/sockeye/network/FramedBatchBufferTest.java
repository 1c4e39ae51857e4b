package dev.sockeye.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a batch does with messages that are not its first, which come from the reader's buffer. */
class FramedBatchBufferTest extends FramedStream {

  /** Feeds frames of 1, 2, 3 and so on bytes, all of which one read finds. */
  private void feedFrames(int count) throws IOException {
    ByteBuffer frames = ByteBuffer.allocate(1000);
    for (int length = 1; length <= count; length++) {
      frames.putInt(length).put(bytes(length));
    }
    Streams.writeFully(raw, frames.flip());
  }

  private static Message[] emptyMessages(int... capacities) {
    return Arrays.stream(capacities)
        .mapToObj(capacity -> Message.of(ByteBuffer.allocate(capacity)))
        .toArray(Message[]::new);
  }

  @Test
  void aCutMessageDoesNotCutTheNext() throws IOException {
    feedFrames(4);
    Message[] in = emptyMessages(9, 0, 2, 9);
    assertEquals(4, framed.receiveMessages(in, 0, 4));
    int[] put = {1, 0, 2, 4};
    for (int i = 0; i < 4; i++) {
      assertEquals(put[i], in[i].payload().position());
      assertEquals(put[i] < i + 1, in[i].isTruncated());
      assertTrue(in[i].isEndOfRecord());
      assertEquals(raw.getLocalAddress(), in[i].peer());
      byte[] start = Arrays.copyOf(bytes(i + 1), put[i]);
      assertArrayEquals(start, Arrays.copyOf(in[i].payload().array(), put[i]));
    }
  }

  @Test
  void laterMessagesScatter() throws IOException {
    feedFrames(3);
    Message later = Message.of(ByteBuffer.allocate(2), ByteBuffer.allocateDirect(9));
    assertEquals(3, framed.receiveMessages(new Message[] {later, later, later}, 0, 3));
    // 1 byte, 2 and 3, one behind the other: the second began where the first had ended.
    assertEquals(2, later.buffer(0).position());
    assertEquals(4, later.buffer(1).position());
    assertFalse(later.isTruncated());
  }

  @Test
  void aReadOnlyBufferIsRefusedBeforeAnyMessageIsTaken() throws IOException {
    feedFrames(2);
    ByteBuffer writable = ByteBuffer.allocate(1);
    Message refused = Message.of(writable, ByteBuffer.allocate(1).asReadOnlyBuffer());
    Message[] in = {Message.allocate(9), refused};
    assertThrows(IllegalArgumentException.class, () -> framed.receiveMessages(in, 0, 2));
    assertEquals(0, writable.position());
    assertEquals(0, in[0].payload().position());
    assertEquals(1, framed.receive(ByteBuffer.allocate(9)), "the first is still there");
    assertEquals(2, framed.receive(ByteBuffer.allocate(9)), "and so is the second");
  }

  @Test
  void batchesWrapAroundTheWritersBuffer() throws IOException {
    MessageEndpoint out = new FramedEndpoint(raw, LIMIT);
    Message parts = Message.of(ByteBuffer.wrap(bytes(1000)), ByteBuffer.wrap(new byte[] {7}));
    ByteBuffer dst = ByteBuffer.allocate(2000);
    for (int i = 0; i < 20; i++) { // more than the buffer has
      parts.buffer(0).rewind();
      parts.buffer(1).rewind();
      assertEquals(1, out.sendMessages(new Message[] {parts}, 0, 1));
      assertEquals(0, parts.remaining());
      assertEquals(1001, framed.receive(dst.clear()));
      assertArrayEquals(bytes(1000), Arrays.copyOf(dst.array(), 1000));
      assertEquals(7, dst.get(1000));
    }
  }
}
