package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.internal.FrameSink;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a client sends without waiting for the replies, which come by one read. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PipelinedRequestsTest {

  private static final EndpointUri WHERE = EndpointUri.valueOf("tcp://host:1");
  private static final int LENGTH = 60;

  private final MemoryNetwork network = MemoryNetwork.create();

  @ParameterizedTest
  @ValueSource(ints = {2, 16, 17, 64})
  void haveTheirRepliesByOneWrite(int count) throws IOException {
    try (EventLoop loop = EventLoop.builder().name("test").onFailure(new Failures()).start();
        Listener<MessageEndpoint> listener = network.listenMessages(WHERE);
        StreamEndpoint client = network.connectStream(WHERE)) {
      Streams.writeFully(client, frames(count));
      MessageEndpoint served = spy(listener.accept());
      loop.register(served, request -> request.reply(request.payload()));
      ByteBuffer replies = ByteBuffer.allocate(frames(count).remaining());
      Streams.readFully(client, replies);
      assertEquals(frames(count), replies.flip());
      verify((FrameSink) served).sendFrames(any());
      verify(served, never()).sendMessages(any(), anyInt(), anyInt());
    }
  }

  /** What fills a batch to its last place is all that there is, and is not asked for more. */
  @ParameterizedTest
  @CsvSource({"1,1", "15,1", "16,1", "17,2", "32,2", "64,4"})
  void areReceivedUntilTheEndpointHoldsNone(int count, int receives) throws Exception {
    try (EventLoop loop = EventLoop.builder().name("test").onFailure(new Failures()).start();
        Listener<MessageEndpoint> listener = network.listenMessages(WHERE);
        StreamEndpoint client = network.connectStream(WHERE)) {
      Streams.writeFully(client, frames(count));
      MessageEndpoint served = spy(listener.accept());
      loop.register(served, request -> request.reply(request.payload()));
      Streams.readFully(client, ByteBuffer.allocate(frames(count).remaining()));
      awaitTurn(loop);
      awaitTurn(loop); // which comes after what the turn before has left to be done
      verify(served, times(receives)).receiveMessages(any(), anyInt(), anyInt());
    }
  }

  /** What a client received along with a greeting comes to its handler without further input. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void areServedIfTheyCameInBlockingMode(boolean pauses) throws Exception {
    try (EventLoop loop = EventLoop.builder().name("test").onFailure(new Failures()).start();
        Listener<MessageEndpoint> listener = network.listenMessages(WHERE);
        StreamEndpoint client = network.connectStream(WHERE)) {
      Streams.writeFully(client, frames(41));
      MessageEndpoint served = listener.accept();
      assertEquals(LENGTH, served.receive(ByteBuffer.allocate(LENGTH)));
      CountDownLatch left = new CountDownLatch(40);
      MessageSocket socket = loop.register(served, counting(left, pauses));
      if (pauses) {
        awaitTurn(loop);
        awaitTurn(loop);
        assertEquals(40, left.getCount(), "served while the handler pauses");
        loop.execute(socket::resume);
      }
      assertTrue(left.await(20, TimeUnit.SECONDS), () -> left.getCount() + " are not served");
    }
  }

  private static MessageHandler counting(CountDownLatch left, boolean pauses) {
    return new MessageHandler() {
      @Override
      public void opened(MessageSocket socket) {
        if (pauses) {
          socket.pause();
        }
      }

      @Override
      public void handle(Request request) {
        left.countDown();
      }
    };
  }

  private static void awaitTurn(EventLoop loop) throws InterruptedException {
    CountDownLatch turn = new CountDownLatch(1);
    loop.execute(turn::countDown);
    turn.await();
  }

  private static ByteBuffer frames(int count) {
    ByteBuffer frames = ByteBuffer.allocate(count * (Integer.BYTES + LENGTH));
    for (int i = 0; i < count; i++) {
      frames.putInt(LENGTH).position(frames.position() + LENGTH - 1).put((byte) i);
    }
    return frames.flip();
  }

  /** A long reply does not fit beside the short ones, and loses neither its place nor a byte. */
  @ParameterizedTest
  @ValueSource(ints = {17, 40, 64})
  void mayHaveALongOneAmongTheirReplies(int count) throws IOException {
    byte[] text = new byte[20_000];
    text[19_999] = 1;
    try (EventLoop loop = EventLoop.builder().name("test").onFailure(new Failures()).start();
        Listener<MessageEndpoint> listener = network.listenMessages(WHERE);
        StreamEndpoint client = network.connectStream(WHERE)) {
      Streams.writeFully(client, frames(count));
      int[] served = new int[1];
      loop.register(
          listener.accept(),
          request ->
              request.reply(++served[0] == count - 1 ? ByteBuffer.wrap(text) : request.payload()));
      ByteBuffer expected = ByteBuffer.allocate(count * (Integer.BYTES + LENGTH) + 20_000 - LENGTH);
      ByteBuffer frames = frames(count);
      expected.put(frames.limit((count - 2) * (Integer.BYTES + LENGTH)));
      expected.putInt(20_000).put(text);
      expected.put(frames(count).position((count - 1) * (Integer.BYTES + LENGTH)));
      ByteBuffer replies = ByteBuffer.allocate(expected.capacity());
      Streams.readFully(client, replies);
      assertEquals(expected.flip(), replies.flip());
    }
  }
}
