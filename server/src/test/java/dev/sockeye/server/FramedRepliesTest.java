package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.internal.FrameSink;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies to requests that came together over a stream, which are framed and written together. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FramedRepliesTest {

  private static final int OUTPUT_LIMIT = 1_000_000;
  private static final EndpointUri WHERE = EndpointUri.valueOf("tcp://host:1");

  private final MemoryNetwork network = MemoryNetwork.builder().bufferSize(8_192).build();
  private final Failures failures = new Failures();
  private EventLoop loop;
  private StreamEndpoint client; // speaks bytes
  private MessageEndpoint served;

  @BeforeEach
  void open() throws IOException {
    loop = EventLoop.builder().name("test").outputLimit(OUTPUT_LIMIT).onFailure(failures).start();
    try (Listener<MessageEndpoint> listener = network.listenMessages(WHERE)) {
      client = network.connectStream(WHERE);
      served = listener.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    loop.close();
    assertEquals(0, network.openSockets());
  }

  /** Answers each request, of which the payload is its number. */
  private abstract static class Answers extends Inbox {
    private int next;

    @Override
    public void handle(Request request) throws Exception {
      answer(request, next++);
    }

    abstract void answer(Request request, int number) throws Exception;
  }

  /** Has so many requests come together. */
  private void requests(int count) throws IOException {
    ByteBuffer frames = ByteBuffer.allocate(count * 2 * Integer.BYTES);
    for (int i = 0; i < count; i++) {
      frames.putInt(Integer.BYTES).putInt(i);
    }
    Streams.writeFully(client, frames.flip());
  }

  private static ByteBuffer text(int number, int length) {
    ByteBuffer text = ByteBuffer.allocate(length);
    for (int i = 0; i < length; i++) {
      text.put(i, (byte) (31 * number + i));
    }
    return text;
  }

  private ByteBuffer next() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);
    Streams.readFully(client, header);
    ByteBuffer payload = ByteBuffer.allocate(header.flip().getInt());
    Streams.readFully(client, payload);
    return payload.flip();
  }

  /** So many of 100 bytes, in order. */
  private void assertReplies(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      assertEquals(text(i, 100), next(), "reply " + i);
    }
  }

  private void assertEnd() throws IOException {
    assertEquals(-1, client.read(ByteBuffer.allocate(1)));
  }

  /** What does not fit beside the others goes after them, and nothing of it is missing. */
  @ParameterizedTest
  @ValueSource(ints = {400, 5_000, 15_000, 16_384, 16_385, 40_000})
  void areInOrderHoweverLongTheyAre(int length) throws Exception {
    requests(40);
    loop.register(
        served,
        new Answers() {
          @Override
          void answer(Request request, int number) throws Exception {
            request.reply(text(number, number % 3 == 1 ? length : number));
            if (number == 17) {
              request.reply(text(1_000, 1));
            }
          }
        });
    for (int i = 0; i < 40; i++) {
      assertEquals(text(i, i % 3 == 1 ? length : i), next(), "reply " + i);
      if (i == 17) {
        assertEquals(text(1_000, 1), next());
      }
    }
    failures.none();
  }

  /** The stream takes the first, and a part of the second: the others wait for the peer. */
  @Test
  void waitForAPeerThatDoesNotRead() throws Exception {
    requests(16);
    Answers handler =
        new Answers() {
          @Override
          void answer(Request request, int number) throws Exception {
            request.reply(text(number, 4_000));
            assertTrue(socket().isDrained(), "sent before the end of the turn");
            callbacks.add("answered " + number);
          }
        };
    loop.register(served, handler);
    Eventually.holds("answered", () -> handler.callbacks.contains("answered 15"));
    handler.onLoop(socket -> assertFalse(socket.isDrained(), "sent at once"));
    handler.onLoop(socket -> socket.send(text(16, 5)));
    for (int i = 0; i < 16; i++) {
      assertEquals(text(i, 4_000), next(), "reply " + i);
    }
    assertEquals(text(16, 5), next());
    Eventually.holds("drained", () -> handler.callbacks.contains("drained"));
    assertEquals(1, handler.callbacks.stream().filter("drained"::equals).count());
    failures.none();
  }

  /** At the end of the turn, or as soon as so much is kept. */
  @ParameterizedTest
  @CsvSource({"30000, 4000, 15", "1000000, 16384, 59"})
  void endTheConnectionIfTheyAreTooManyToBeKept(int limit, int length, int last) throws Exception {
    loop.close();
    loop = EventLoop.builder().name("test").outputLimit(limit).onFailure(failures).start();
    requests(last < 16 ? 16 : 64);
    Answers handler =
        new Answers() {
          @Override
          void answer(Request request, int number) throws Exception {
            request.reply(text(number, length));
            callbacks.add("answered " + number);
          }
        };
    loop.register(served, handler);
    String cause = handler.cause();
    assertTrue(cause.contains("outputLimit"), cause);
    assertTrue(handler.callbacks.contains("answered " + last), handler.callbacks::toString);
    if (last > 15) { // refused in the middle of the turn
      assertFalse(handler.callbacks.contains("answered 63"), handler.callbacks::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "shutdownOutput", "reset"})
  void goOutBeforeTheEnd(String end) throws Exception {
    requests(10);
    Answers handler =
        new Answers() {
          @Override
          void answer(Request request, int number) throws Exception {
            if (number < 5) {
              request.reply(text(number, 100));
            }
            if (number == 4) {
              end(socket(), end);
            }
          }
        };
    loop.register(served, handler);
    assertReplies(5);
    if (!end.equals("reset")) {
      assertEnd();
    }
    failures.none();
  }

  private static void end(MessageSocket socket, String how) {
    switch (how) {
      case "close" -> socket.close();
      case "reset" -> socket.reset();
      default -> socket.shutdownOutput();
    }
  }

  @Test
  void areRefusedAfterTheEndOfTheOutput() throws Exception {
    requests(3);
    CompletableFuture<Exception> refused = new CompletableFuture<>();
    loop.register(
        served,
        new Answers() {
          @Override
          void answer(Request request, int number) throws Exception {
            if (number < 2) {
              request.reply(text(number, 100));
              return;
            }
            socket().shutdownOutput();
            refused.complete(assertThrows(IOException.class, () -> request.reply(text(2, 1))));
          }
        });
    assertEquals(text(0, 100), next());
    assertEquals(text(1, 100), next());
    assertEnd();
    assertSame(ClosedChannelException.class, refused.get().getClass());
  }

  /** What the handler, or another thread, sends by the endpoint itself is not cut apart. */
  @Test
  void letTheEndpointsOwnMessagesPass() throws Exception {
    requests(4);
    loop.register(
        served,
        new Answers() {
          @Override
          void answer(Request request, int number) throws Exception {
            request.reply(text(number, 100));
            if (number == 1) {
              assertEquals(9, served.send(text(9, 9)));
            }
          }
        });
    assertEquals(text(9, 9), next());
    assertReplies(4);
    failures.none();
  }

  @Test
  void comeBeforeWhatAnotherThreadSendsMeanwhile() throws Exception {
    requests(6);
    loop.register(
        served,
        new Answers() {
          @Override
          void answer(Request request, int number) throws Exception {
            request.reply(text(number, 100));
            if (number == 3) {
              MessageSocket socket = socket();
              CompletableFuture.runAsync(() -> send(socket)).get();
              socket.send(text(50, 50));
            }
          }
        });
    for (int number : new int[] {0, 1, 2, 3, 50, 4, 5, 99}) {
      assertEquals(text(number, number > 9 ? number : 100), next(), "message " + number);
    }
    failures.none();
  }

  private static void send(MessageSocket socket) {
    try {
      socket.send(text(99, 99));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As a reply does that goes by itself, and those after it are sent. */
  @Test
  void ifTooLongAreToldToTheHandler() throws Exception {
    served.setOption(EndpointOptions.MAX_MESSAGE_SIZE, 100);
    requests(3);
    loop.register(
        served,
        new Answers() {
          @Override
          void answer(Request request, int number) throws Exception {
            if (number == 1) {
              ByteBuffer tooLong = text(1, 101);
              assertThrows(MessageTooLargeException.class, () -> request.reply(tooLong));
              assertEquals(101, tooLong.remaining());
            }
            request.reply(text(number, 100));
          }
        });
    assertReplies(3);
    failures.none();
  }

  @Test
  void withAttributesAreRefusedByTheEndpoint() throws Exception {
    requests(3);
    Attribute<String> attribute = Attribute.of("x", String.class);
    loop.register(
        served,
        new Answers() {
          @Override
          void answer(Request request, int number) throws Exception {
            if (number == 1) {
              Message reply = Message.of(text(1, 1)).set(attribute, "y");
              assertThrows(UnsupportedOperationException.class, () -> request.reply(reply));
              request.message().set(attribute, "z");
              ByteBuffer payload = text(1, 1);
              assertThrows(UnsupportedOperationException.class, () -> request.reply(payload));
              return;
            }
            request.reply(text(number, 100));
          }
        });
    assertEquals(text(0, 100), next());
    assertEquals(text(2, 100), next());
    failures.none();
  }

  /** At the end of the turn, and where what is added does not fit. */
  @ParameterizedTest
  @ValueSource(ints = {100, 15_000})
  void thatFailEndTheOutput(int length) throws Exception {
    requests(16);
    IOException cause = new IOException("gone");
    MessageEndpoint failing = spy(served);
    doThrow(cause).when((FrameSink) failing).sendFrames(any());
    CompletableFuture<IOException> told = new CompletableFuture<>();
    CompletableFuture<Integer> refused = new CompletableFuture<>();
    Answers handler =
        new Answers() {
          @Override
          void answer(Request request, int number) throws Exception {
            try {
              request.reply(text(number, length));
              assertFalse(told.isDone(), "taken after the failure");
            } catch (ClosedChannelException e) {
              refused.complete(number);
            } catch (IOException e) {
              assertSame(cause, e);
            }
          }

          @Override
          public void sendFailed(MessageSocket socket, IOException e) {
            assertTrue(told.complete(e), "told again");
          }
        };
    loop.register(failing, handler);
    assertSame(cause, told.get(20, TimeUnit.SECONDS));
    if (length > 100) {
      assertEquals(5, refused.get(20, TimeUnit.SECONDS));
    }
    handler.onLoop(
        socket -> assertThrows(ClosedChannelException.class, () -> socket.send(text(1, 1))));
    failures.none();
  }
}
