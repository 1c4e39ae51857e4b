package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A loop that serves steadily allocates nothing. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AllocationTest {

  private static final int ROUNDS = 2_000;
  private static final int WARM_UP = 30_000; // by when the compiler has seen it all

  // A few objects of the JDK's own, such as those of a compiler that is not done yet.
  private static final double NOTHING = 1.0;
  private static final long PATIENCE = Duration.ofSeconds(60).toNanos();

  @TempDir private Path folder;
  private final Network network = Network.system();
  private final AtomicLong thread = new AtomicLong();

  private enum Kind {
    EVENTS,
    REPLIES,
    MESSAGES
  }

  private Server serve(EndpointUri uri, Kind kind) throws Exception {
    ServerBuilder builder = Server.builder().loops(1).idleTimeout(Duration.ofMinutes(1));
    return switch (kind) {
      case EVENTS -> builder.serveEvents(uri, any -> this::echo).start();
      case REPLIES -> builder.serveMessages(uri, this::answer).start();
      case MESSAGES -> builder.serveMessages(uri, new Sender()).start();
    };
  }

  private void echo(Connection c, ByteBuffer in) throws Exception {
    thread.setPlain(Thread.currentThread().getId());
    c.write(in);
  }

  private void answer(Request request) throws Exception {
    thread.setPlain(Thread.currentThread().getId());
    request.reply(request.payload());
  }

  /** Sends what comes back as a message of its own. */
  private final class Sender implements MessageHandler {
    private MessageSocket socket;

    @Override
    public void opened(MessageSocket opened) {
      socket = opened;
    }

    @Override
    public void handle(Request request) throws Exception {
      thread.setPlain(Thread.currentThread().getId());
      if (socket.endpoint().isConnected()) {
        socket.send(request.payload());
      } else {
        socket.sendTo(request.payload(), request.peer());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1:0, EVENTS",
    "unix:FOLDER/s, EVENTS",
    "tcp://127.0.0.1:0, REPLIES",
    "udp://127.0.0.1:0, REPLIES",
    "udp4://:0, REPLIES",
    "udp://:0, REPLIES",
    "unix+dgram:FOLDER/s, REPLIES",
    "unix+seqpacket:FOLDER/s, REPLIES",
    "tcp://127.0.0.1:0, MESSAGES",
    "udp://127.0.0.1:0, MESSAGES",
    "unix+dgram:FOLDER/s, MESSAGES",
    "unix+seqpacket:FOLDER/s, MESSAGES"
  })
  void aSteadyLoopAllocatesNothing(String text, Kind kind) throws Exception {
    EndpointUri uri = Where.uri(network, folder, text);
    try (Server server = serve(uri, kind)) {
      double each = kind == Kind.EVENTS ? ofStream(uri, server) : ofMessages(uri, server);
      assertTrue(each < NOTHING, () -> each + " bytes allocated per event");
    }
  }

  /** Their replies are framed and written together. */
  @Test
  void requestsThatComeTogetherHaveRepliesThatAllocateNothing() throws Exception {
    EndpointUri uri = Where.uri(network, folder, "tcp://127.0.0.1:0");
    Message[] messages = new Message[16];
    Arrays.setAll(messages, any -> Message.allocate(64));
    try (Server server = serve(uri, Kind.REPLIES);
        MessageEndpoint client = Clients.messages(network, uri, server)) {
      double each = allocated(() -> exchange(client, messages));
      assertTrue(each < NOTHING, () -> each + " bytes allocated for " + messages.length);
    }
  }

  private static void exchange(MessageEndpoint client, Message[] messages) throws IOException {
    for (Message message : messages) {
      message.clear();
    }
    assertEquals(messages.length, client.sendMessages(messages, 0, messages.length));
    for (Message message : messages) {
      message.clear();
    }
    int count = 0;
    while (count < messages.length) {
      count += client.receiveMessages(messages, count, messages.length - count);
    }
  }

  private double ofStream(EndpointUri uri, Server server) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocateDirect(64);
    try (StreamEndpoint client = Clients.stream(network, uri, server)) {
      return allocated(
          () -> {
            Streams.writeFully(client, bytes.clear());
            Streams.readFully(client, bytes.clear());
          });
    }
  }

  private double ofMessages(EndpointUri uri, Server server) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocateDirect(64);
    try (MessageEndpoint client = Clients.messages(network, uri, server)) {
      return allocated(
          () -> {
            client.send(bytes.clear());
            client.receive(bytes.clear());
          });
    }
  }

  /** One exchange. */
  @FunctionalInterface
  private interface Exchange {
    void run() throws Exception;
  }

  /**
   * The fewest bytes that the loop's thread allocated for an event in a series, until it was none.
   */
  private double allocated(Exchange exchange) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      exchange.run();
    }
    double least = Double.MAX_VALUE;
    long end = System.nanoTime() + PATIENCE;
    while (least >= NOTHING && System.nanoTime() < end) {
      long before = threads.getThreadAllocatedBytes(thread.getPlain());
      for (int i = 0; i < ROUNDS; i++) {
        exchange.run();
      }
      long bytes = threads.getThreadAllocatedBytes(thread.getPlain()) - before;
      least = Math.min(least, bytes / (double) ROUNDS);
    }
    return least;
  }
}
