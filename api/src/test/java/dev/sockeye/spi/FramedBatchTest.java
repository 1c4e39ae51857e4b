package dev.sockeye.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a batch does with messages that are not its first, which come from the reader's buffer. */
@Timeout(60)
class FramedBatchTest {

  private EndpointPair<StreamEndpoint> streams;
  private MessageEndpoint framed;

  @BeforeEach
  void open() throws IOException {
    streams = Loopback.pair();
    framed = new FramedEndpoint(streams.second(), 1 << 20);
  }

  @AfterEach
  void close() throws IOException {
    streams.close();
  }

  /** Feeds frames of 1, 2, 3 and so on bytes, all of which one read finds. */
  private void feed(int count) throws IOException {
    ByteBuffer frames = ByteBuffer.allocate(1000);
    for (int length = 1; length <= count; length++) {
      frames.putInt(length).put(FramedEndpointTest.bytes(length));
    }
    Streams.writeFully(streams.first(), frames.flip());
  }

  private static Message[] messages(int... capacities) {
    return Arrays.stream(capacities)
        .mapToObj(capacity -> Message.of(ByteBuffer.allocate(capacity)))
        .toArray(Message[]::new);
  }

  @Test
  void aCutMessageDoesNotCutTheNext() throws IOException {
    feed(4);
    Message[] in = messages(9, 0, 2, 9);
    assertEquals(4, framed.receiveMessages(in, 0, 4));
    int[] put = {1, 0, 2, 4};
    for (int i = 0; i < 4; i++) {
      assertEquals(put[i], in[i].payload().position());
      assertEquals(put[i] < i + 1, in[i].isTruncated());
      assertTrue(in[i].isEndOfRecord());
      assertEquals(streams.first().getLocalAddress(), in[i].peer());
      byte[] start = Arrays.copyOf(FramedEndpointTest.bytes(i + 1), put[i]);
      assertArrayEquals(start, Arrays.copyOf(in[i].payload().array(), put[i]));
    }
  }

  @Test
  void laterMessagesScatter() throws IOException {
    feed(3);
    Message later = Message.of(ByteBuffer.allocate(2), ByteBuffer.allocateDirect(9));
    assertEquals(3, framed.receiveMessages(new Message[] {later, later, later}, 0, 3));
    // 1 byte, 2 and 3, one behind the other: the second began where the first had ended.
    assertEquals(2, later.buffer(0).position());
    assertEquals(4, later.buffer(1).position());
    assertFalse(later.isTruncated());
  }

  @Test
  void aReadOnlyBufferIsRefusedBeforeItsMessageIsTaken() throws IOException {
    feed(2);
    ByteBuffer writable = ByteBuffer.allocate(1);
    Message refused = Message.of(writable, ByteBuffer.allocate(1).asReadOnlyBuffer());
    Message[] in = {Message.allocate(9), refused};
    assertThrows(IllegalArgumentException.class, () -> framed.receiveMessages(in, 0, 2));
    assertEquals(0, writable.position());
    assertEquals(2, framed.receive(ByteBuffer.allocate(9)), "the second is still there");
  }

  @Test
  void batchesWrapAroundTheWritersBuffer() throws IOException {
    MessageEndpoint out = new FramedEndpoint(streams.first(), 1 << 20);
    Message parts =
        Message.of(
            ByteBuffer.wrap(FramedEndpointTest.bytes(1000)), ByteBuffer.wrap(new byte[] {7}));
    ByteBuffer dst = ByteBuffer.allocate(2000);
    for (int i = 0; i < 20; i++) { // more than the buffer has
      parts.buffer(0).rewind();
      parts.buffer(1).rewind();
      assertEquals(1, out.sendMessages(new Message[] {parts}, 0, 1));
      assertEquals(0, parts.remaining());
      assertEquals(1001, framed.receive(dst.clear()));
      assertArrayEquals(FramedEndpointTest.bytes(1000), Arrays.copyOf(dst.array(), 1000));
      assertEquals(7, dst.get(1000));
    }
  }
}
