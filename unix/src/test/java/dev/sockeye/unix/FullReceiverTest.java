package dev.sockeye.unix;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A receiver of datagrams that does not keep up: its senders wait, and nothing is lost. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullReceiverTest {

  private static final int MANY = 3000;

  @TempDir Path folder;

  private MessageEndpoint receiver;
  private MessageEndpoint sender;

  /** How a message gets to its receiver. */
  enum Way {
    CONNECTED {
      @Override
      void prepare(MessageEndpoint from, MessageEndpoint to) throws IOException {
        from.connect(to.getLocalAddress());
      }

      @Override
      int send(MessageEndpoint from, MessageEndpoint to, int number) throws IOException {
        return from.send(message(number));
      }
    },
    BY_ADDRESS {
      @Override
      int send(MessageEndpoint from, MessageEndpoint to, int number) throws IOException {
        return from.sendTo(message(number), to.getLocalAddress());
      }
    },
    BATCH {
      @Override
      int send(MessageEndpoint from, MessageEndpoint to, int number) throws IOException {
        Message one = Message.of(message(number)).peer(to.getLocalAddress());
        return from.sendMessages(new Message[] {one}, 0, 1);
      }
    };

    void prepare(MessageEndpoint from, MessageEndpoint to) throws IOException {}

    abstract int send(MessageEndpoint from, MessageEndpoint to, int number) throws IOException;

    static ByteBuffer message(int number) {
      return ByteBuffer.allocate(500).putInt(0, number);
    }
  }

  @BeforeEach
  void open() throws IOException {
    Host.SENDMMSG.isNeeded();
    Network network = Network.system();
    receiver = network.bindMessages(EndpointUri.valueOf("unix+dgram:" + folder.resolve("r")));
    sender = network.socket(Unix.DATAGRAM);
  }

  @AfterEach
  void close() throws IOException {
    sender.close();
    receiver.close();
  }

  /** Sends until the receiver is full, and gives how many it has. */
  private int fill(Way way) throws IOException {
    way.prepare(sender, receiver);
    sender.configureBlocking(false);
    int sent = 0;
    while (way.send(sender, receiver, sent) != WOULD_BLOCK) {
      sent++;
    }
    assertEquals(WOULD_BLOCK, way.send(sender, receiver, sent));
    sender.configureBlocking(true);
    return sent;
  }

  private void assertReceives(int from, int to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(500);
    for (int i = from; i < to; i++) {
      assertEquals(500, receiver.receive(buffer.clear()));
      assertEquals(i, buffer.getInt(0));
    }
  }

  private void assertIsEmpty() throws IOException {
    receiver.configureBlocking(false);
    assertEquals(WOULD_BLOCK, receiver.receive(ByteBuffer.allocate(500)));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aBlockingSendWaitsAndNothingIsLost(Way way) throws Exception {
    int full = fill(way);
    Background<Void> sending =
        Background.run(
            () -> {
              for (int i = full; i < MANY; i++) {
                way.send(sender, receiver, i);
              }
              return null;
            });
    sending.awaitBlocked();
    assertReceives(0, MANY);
    sending.result();
    assertIsEmpty();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aTimeoutSendsNothingAndTheSenderGoesOn(Way way) throws Exception {
    int full = fill(way);
    sender.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(30));
    assertThrows(SocketTimeoutException.class, () -> way.send(sender, receiver, full));
    assertReceives(0, full);
    assertIsEmpty();
    assertTrue(way.send(sender, receiver, 7) > 0);
    assertReceives(7, 8);
  }

  /** Nothing in the system wakes a sender that waits for a receiver of datagrams. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void closeWakesTheSenderAndSendsNothing(Way way) throws Exception {
    int full = fill(way);
    Background<Integer> sending =
        Background.run(() -> way.send(sender, receiver, full)).awaitBlocked();
    sender.close();
    assertThrows(AsynchronousCloseException.class, sending::result);
    assertReceives(0, full);
    assertIsEmpty();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theReceiversEndIsToldToASenderThatWaits(Way way) throws Exception {
    int full = fill(way);
    Background<Integer> sending =
        Background.run(() -> way.send(sender, receiver, full)).awaitBlocked();
    receiver.close();
    assertThrows(IOException.class, sending::result);
    assertTrue(sender.isOpen());
  }
}
