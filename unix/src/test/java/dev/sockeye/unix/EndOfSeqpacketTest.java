package dev.sockeye.unix;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Shutdownable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An empty message is told from the end, which the system gives the same length. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndOfSeqpacketTest {

  private static final Network NETWORK = Network.system();

  /** What a peer sends last of all before it closes: empty, not empty, and empty again. */
  private static final String SEND = "c.send(b''); c.send(b'xyz'); c.send(b''); c.close()";

  @TempDir Path folder;

  /** Who is at the other side. */
  enum Other {
    CLIENT_WITHOUT_NAME("c.connect(path)\n"),
    CLIENT_WITH_NAME("c.bind(path + 'c')\nc.connect(path)\n"),
    CLIENT_NAMED_LATER("c.connect(path)\nc.bind(path + 'd')\n"),
    LISTENER("c.bind(path)\nc.listen(1)\nprint('listening', flush=True)\nc = c.accept()[0]\n");

    final String script;

    Other(String script) {
      this.script =
          "path = sys.argv[1]\nc = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
              + script
              + SEND;
    }
  }

  /** How its messages are received; each gives a length, or END_OF_INPUT. */
  enum How {
    RECEIVE {
      @Override
      int receive(MessageEndpoint endpoint) throws IOException {
        return endpoint.receive(ByteBuffer.allocate(9));
      }
    },
    RECEIVE_MESSAGE {
      @Override
      int receive(MessageEndpoint endpoint) throws IOException {
        return endpoint.receiveMessage(Message.allocate(9));
      }
    },
    RECEIVE_FROM {
      @Override
      int receive(MessageEndpoint endpoint) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(9);
        try {
          endpoint.receiveFrom(buffer);
          return buffer.position();
        } catch (EOFException e) {
          return END_OF_INPUT;
        }
      }
    };

    abstract int receive(MessageEndpoint endpoint) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void ofAnotherProcess(Other other) throws Exception {
    for (How how : How.values()) {
      EndpointUri uri = EndpointUri.valueOf("unix+seqpacket:" + folder.resolve("s" + how));
      String path = folder.resolve("s" + how).toString();
      if (other == Other.LISTENER) {
        try (Peer python = Peer.python(other.script, path)) {
          python.assertSays("listening");
          assertReceivesAll(NETWORK.connectMessages(uri), how, python);
        }
      } else {
        try (Listener<MessageEndpoint> listener = NETWORK.listenMessages(uri);
            Peer python = Peer.python(other.script, path)) {
          assertReceivesAll(listener.accept(), how, python);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofAnotherProcessInOneBatch(Other other) throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix+seqpacket:" + folder.resolve("s"));
    String path = folder.resolve("s").toString();
    if (other == Other.LISTENER) {
      try (Peer python = Peer.python(other.script, path)) {
        python.assertSays("listening");
        assertReceivesBatch(NETWORK.connectMessages(uri), python);
      }
    } else {
      try (Listener<MessageEndpoint> listener = NETWORK.listenMessages(uri);
          Peer python = Peer.python(other.script, path)) {
        assertReceivesBatch(listener.accept(), python);
      }
    }
  }

  private static void assertReceivesBatch(MessageEndpoint opened, Peer python) throws Exception {
    try (MessageEndpoint endpoint = opened) {
      python.assertSucceeds();
      Message[] batch = new Message[8];
      for (int i = 0; i < batch.length; i++) {
        batch[i] = Message.allocate(9);
      }
      assertEquals(3, endpoint.receiveMessages(batch, 0, 8));
      assertEquals(0, batch[0].payload().position());
      assertEquals(3, batch[1].payload().position());
      assertEquals(0, batch[2].payload().position());
      assertEquals(END_OF_INPUT, endpoint.receiveMessages(batch, 0, 8));
      assertEquals(END_OF_INPUT, endpoint.receiveMessages(batch, 0, 8));
    }
  }

  private static void assertReceivesAll(MessageEndpoint opened, How how, Peer python)
      throws Exception {
    try (MessageEndpoint endpoint = opened) {
      python.assertSucceeds(); // has sent, closed and ended: all of it is there at once
      for (int expected : new int[] {0, 3, 0, END_OF_INPUT, END_OF_INPUT}) {
        assertEquals(expected, how.receive(endpoint), () -> "with " + how);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RECEIVE", "RECEIVE_MESSAGE"})
  void inNonBlockingMode(How how) throws Exception {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.SEQPACKET)) {
      MessageEndpoint receiver = pair.second().configureBlocking(false);
      assertEquals(WOULD_BLOCK, how.receive(receiver));
      pair.first().send(ByteBuffer.allocate(0));
      assertEquals(0, how.receive(receiver));
      assertEquals(WOULD_BLOCK, how.receive(receiver));
      pair.first().send(ByteBuffer.allocate(0));
      pair.first().unwrap(Shutdownable.class).shutdownOutput();
      assertEquals(0, how.receive(receiver));
      assertEquals(END_OF_INPUT, how.receive(receiver));
    }
  }

  @Test
  void itsOwnEndIsAnEndToo() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.SEQPACKET)) {
      pair.first().send(ByteBuffer.allocate(0));
      pair.second().unwrap(Shutdownable.class).shutdownInput();
      for (How how : How.values()) {
        assertEquals(END_OF_INPUT, how.receive(pair.second()));
      }
      assertThrows(IOException.class, () -> pair.first().send(ByteBuffer.allocate(1)));
    }
  }
}
