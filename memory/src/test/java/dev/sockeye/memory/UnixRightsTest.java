package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.unix.Descriptors;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors that messages in memory carry. */
@Timeout(20)
@EnabledOnOs(OS.LINUX) // which shows them in /proc
class UnixRightsTest {

  private static final List<SocketSpec<MessageEndpoint>> BOTH =
      List.of(Unix.DATAGRAM, Unix.SEQPACKET);

  private final MemoryNetwork network = MemoryNetwork.create();
  private Path file;

  @BeforeEach
  void write(@TempDir Path folder) throws IOException {
    file = Files.writeString(folder.resolve("log"), "text").toRealPath();
  }

  private static void send(MessageEndpoint endpoint, Descriptors rights) throws IOException {
    endpoint.sendMessage(Message.of(ByteBuffer.allocate(1)).set(Unix.RIGHTS, rights));
  }

  /** How many descriptors this process has of the file. */
  private long open() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(this::isOfFile).count();
    }
  }

  private boolean isOfFile(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (NoSuchFileException closedMeanwhile) {
      return false;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theReceiverHasItsOwn() throws IOException {
    for (SocketSpec<MessageEndpoint> spec : BOTH) {
      try (EndpointPair<MessageEndpoint> pair = network.pair(spec)) {
        try (Descriptors sent = Descriptors.open(file)) {
          send(pair.first(), sent);
        }
        Message message = Message.allocate(9);
        assertEquals(1, pair.second().receiveMessage(message));
        try (FileChannel log = message.get(Unix.RIGHTS).channel(0)) {
          assertEquals(4, log.size());
        }
        message.clear();
        assertEquals(0, open(), "nobody took it");
      }
    }
  }

  @Test
  void whatIsTakenStays() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Unix.DATAGRAM);
        Descriptors sent = Descriptors.open(file)) {
      send(pair.first(), sent);
      Message message = Message.allocate(9);
      pair.second().receiveMessage(message);
      try (Descriptors taken = message.get(Unix.RIGHTS).take()) {
        message.clear();
        assertEquals(1, taken.size());
        assertEquals(2, open());
      }
      assertNull(message.get(Unix.RIGHTS));
    }
    assertEquals(0, open());
  }

  @Test
  void whatNobodyReceivesIsClosed() throws IOException {
    for (SocketSpec<MessageEndpoint> spec : BOTH) {
      try (EndpointPair<MessageEndpoint> pair = network.pair(spec);
          Descriptors sent = Descriptors.open(file)) {
        send(pair.first(), sent);
        assertEquals(1, pair.second().receive(ByteBuffer.allocate(9)));
        assertEquals(1, open(), "receive has no place for it");
        send(pair.first(), sent);
        assertEquals(2, open());
        pair.second().close();
        assertEquals(1, open());
      }
    }
  }

  @Test
  void closedOnesAreNotSent() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Unix.SEQPACKET)) {
      Descriptors closed = Descriptors.open(file);
      closed.close();
      assertThrows(ClosedChannelException.class, () -> send(pair.first(), closed));
      pair.second().configureBlocking(false);
      assertEquals(MessageEndpoint.WOULD_BLOCK, pair.second().receive(ByteBuffer.allocate(9)));
    }
  }

  @Test
  void aSocketInMemoryHasNoDescriptor() throws IOException {
    try (EndpointPair<?> pair = network.pair(Unix.STREAM)) {
      String told =
          assertThrows(
                  UnsupportedOperationException.class, () -> Descriptors.of(pair.first()).close())
              .getMessage();
      assertTrue(told.endsWith("is no descriptor"), told);
    }
  }
}
