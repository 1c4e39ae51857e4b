package dev.sockeye.network;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.Loopback;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches over a stream: all of it, or up to what fails. */
class FramedBatchTest extends FramedStream {

  @Test
  void aBatchIsReceivedAsItWasSent() throws Exception {
    int[] lengths = {1, 0, 10_000, 10_000, 100_000, 5, LIMIT, 6};
    MessageEndpoint peer = new FramedEndpoint(raw, LIMIT);
    Message[] out = messages(lengths);
    Threads.Call<Integer> sender = Threads.start(() -> peer.sendMessages(out, 0, out.length));
    Message[] in = new Message[lengths.length];
    Arrays.setAll(in, i -> Message.of(ByteBuffer.allocate(lengths[i])));
    for (int n = 0; n < in.length; ) {
      n += framed.receiveMessages(in, n, in.length - n);
    }
    for (int i = 0; i < lengths.length; i++) {
      assertArrayEquals(bytes(lengths[i]), in[i].payload().array());
    }
    assertEquals(lengths.length, sender.get());
    assertEquals(0, framed.receiveMessages(in, 0, 0));
    assertEquals(0, peer.sendMessages(out, 0, 0));
    raw.shutdownOutput();
    assertEquals(END_OF_INPUT, framed.receiveMessages(in, 0, 3));
  }

  @Test
  void aReadOnlyBufferIsRefusedBeforeAnyMessageIsReceived() throws IOException {
    assertEquals(2, new FramedEndpoint(raw, LIMIT).sendMessages(messages(1, 2), 0, 2));
    Message[] in = messages(9, 9);
    in[1] = Message.of(ByteBuffer.allocate(9).asReadOnlyBuffer());
    assertThrows(IllegalArgumentException.class, () -> framed.receiveMessages(in, 0, 2));
    assertEquals(0, in[0].payload().position());
    assertEquals(1, framed.receive(ByteBuffer.allocate(9)));
    assertEquals(2, framed.receive(ByteBuffer.allocate(9)));
  }

  @Test
  void manyFramesComeWithOneRead() throws IOException {
    Message[] out = messages(1, 2, 3, 4, 5);
    assertEquals(5, new FramedEndpoint(raw, LIMIT).sendMessages(out, 0, 5));
    Message[] in = messages(9, 9, 9, 9, 9);
    assertEquals(5, framed.receiveMessages(in, 0, 5));
  }

  @Test
  void aBatchEndsBeforeWhatFails() throws IOException {
    Message[] out = messages(1, 2, LIMIT + 1, 3);
    assertEquals(2, framed.sendMessages(out, 0, 4));
    assertThrows(MessageTooLargeException.class, () -> framed.sendMessages(out, 2, 2));
    out[2] = messages(3)[0].set(Attribute.of("x", String.class), "y");
    assertThrows(UnsupportedOperationException.class, () -> framed.sendMessages(out, 2, 2));
    out[0] = messages(1)[0];
    assertEquals(1, framed.sendMessages(out, 0, 1));
    out[0] = messages(4)[0];
    assertEquals(1, framed.sendMessages(new Message[] {out[0], out[2]}, 0, 2));
    assertArrayEquals(frame(bytes(1)), drain(5));
    assertArrayEquals(frame(bytes(2)), drain(6));
    assertArrayEquals(frame(bytes(1)), drain(5));
    assertArrayEquals(frame(bytes(4)), drain(8));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50_000})
  void aBatchIntoAFullStreamGivesUpAtOnce(int length) throws Exception {
    MessageEndpoint out = new FramedEndpoint(full(), LIMIT);
    Message[] two = {Message.of(ByteBuffer.allocate(length)), Message.of(ByteBuffer.allocate(1))};
    assertEquals(WOULD_BLOCK, Threads.start(() -> out.sendMessages(two, 0, 2)).get());
    assertEquals(length, two[0].remaining());
  }

  /** A stream that takes nothing now, as after a write that filled it to the last byte. */
  private static StreamEndpoint full() throws IOException {
    StreamEndpoint stream = mock(StreamEndpoint.class);
    doReturn(Loopback.STREAM).when(stream).spec();
    when(stream.isOpen()).thenReturn(true);
    when(stream.getOption(any())).thenReturn(Duration.ZERO);
    return stream;
  }

  @Test
  void aBatchThatFailsLaterKeepsWhatWasReceived() throws IOException {
    feed(frame(bytes(1)));
    feed(frame(bytes(2)));
    feed(frame(bytes(300)));
    feed(frame(bytes(4)));
    framed.setOption(EndpointOptions.MAX_MESSAGE_SIZE, 100);
    Message[] messages = new Message[4];
    Arrays.setAll(messages, i -> Message.allocate(1000));
    int count = 0;
    while (count < 2) { // more than one read, if they come apart
      count += framed.receiveMessages(messages, count, 4 - count);
    }
    assertEquals(2, count);
    assertEquals(2, messages[1].payload().position());
    SocketErrnoException e =
        assertThrows(
            SocketErrnoException.class, () -> framed.receiveMessages(messages, 2, 2), "met again");
    assertEquals(Errno.EPROTO, e.errno());
    framed.setOption(EndpointOptions.MAX_MESSAGE_SIZE, 300);
    assertEquals(300, framed.receiveMessage(messages[2]));
  }

  @Test
  void aBatchThatIsRefusedLeavesNothingBehind() throws IOException {
    Message one = Message.of(ByteBuffer.wrap(bytes(10)));
    assertThrows(
        NullPointerException.class, () -> framed.sendMessages(new Message[] {one, null}, 0, 2));
    assertEquals(10, one.remaining());
    framed.send(ByteBuffer.wrap(bytes(5)));
    assertArrayEquals(frame(bytes(5)), drain(9));
  }
}
