package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.AncillaryStream;
import dev.sockeye.Attribute;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Background;
import dev.sockeye.unix.Descriptors;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors that go along with the bytes of a stream in memory, as with the system's. */
@Timeout(20)
@EnabledOnOs(OS.LINUX) // which shows them in /proc
class UnixStreamRightsTest {

  private static final int LARGE = 1_000_000;

  private final MemoryNetwork network = MemoryNetwork.create();
  private EndpointPair<StreamEndpoint> pair;
  private AncillaryStream first;
  private AncillaryStream second;
  private Path path;
  private Descriptors file;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    pair = network.pair(Unix.STREAM);
    first = pair.first().unwrap(AncillaryStream.class);
    second = pair.second().unwrap(AncillaryStream.class);
    path = Files.writeString(folder.resolve("f"), "content").toRealPath();
    file = Descriptors.open(path);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    pair.close();
    file.close();
    assertEquals(0, opened());
  }

  /** How many descriptors this process has of the file. */
  private long opened() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(this::isOfFile).count();
    }
  }

  private boolean isOfFile(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).equals(path);
    } catch (NoSuchFileException closedMeanwhile) {
      return false;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Message text(String... parts) {
    return Message.of(Stream.of(parts).map(UnixStreamRightsTest::bytes).toArray(ByteBuffer[]::new));
  }

  private Message withFile(String... parts) {
    return text(parts).set(Unix.RIGHTS, file);
  }

  /** Receives, and gives the bytes and how many descriptors came. */
  private static String received(AncillaryStream stream, Message message) throws IOException {
    message.payload().clear();
    long n = stream.receiveMessage(message);
    String text = StandardCharsets.UTF_8.decode(message.payload().flip()).toString();
    assertEquals(n, text.length());
    Descriptors rights = message.get(Unix.RIGHTS);
    return text + " " + (rights == null ? 0 : rights.size());
  }

  private static String content(Message message) throws IOException {
    try (FileChannel channel = message.get(Unix.RIGHTS).channel(0)) {
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The example of {@code unix(7)}. */
  @Test
  void descriptorsAreABarrierForWhatIsSentAfterThem() throws Exception {
    assertEquals(4, first.sendMessage(text("1234")));
    assertEquals(1, first.sendMessage(withFile("5")));
    assertEquals(4, first.write(bytes("6789")));
    Message message = Message.allocate(20);
    assertEquals("12345 1", received(second, message));
    assertEquals("content", content(message));
    assertEquals("6789 0", received(second, message));
    assertNull(message.get(Unix.RIGHTS));
    assertEquals(1, opened());
  }

  @Test
  void theyComeWithTheFirstOfTheirBytesIntoSeveralBuffersToo() throws Exception {
    assertEquals(6, first.sendMessage(withFile("ab", "", "cdef")));
    assertEquals(1, first.write(bytes("g")));
    Message two = Message.of(ByteBuffer.allocate(1), ByteBuffer.allocateDirect(2));
    assertEquals(3, second.receiveMessage(two));
    assertEquals('a', two.buffer(0).get(0));
    assertEquals('c', two.buffer(1).get(1));
    assertEquals("content", content(two));
    two.clear();
    assertEquals("defg 0", received(second, Message.allocate(9)));
  }

  @Test
  void readsStopAtThemAndDropThem() throws Exception {
    first.sendMessage(withFile("ab"));
    first.sendMessage(withFile("cd"));
    ByteBuffer[] parts = {ByteBuffer.allocate(1), ByteBuffer.allocate(8)};
    assertEquals(2, second.read(parts));
    assertEquals(2, opened());
    assertEquals(2, second.read(ByteBuffer.allocate(9)));
    assertEquals(1, opened());
  }

  @Test
  void whatNobodyReceivesIsClosed() throws Exception {
    first.sendMessage(withFile("ab"));
    first.sendMessage(withFile("cd"));
    Message message = Message.allocate(1);
    second.receiveMessage(message);
    assertEquals(3, opened());
    second.close();
    assertEquals(2, opened());
    message.clear();
    assertEquals(1, opened());
  }

  @Test
  void onceSentTheyAreTakenOffTheMessage() throws Exception {
    first.configureBlocking(false);
    Message message = Message.of(ByteBuffer.allocate(LARGE)).set(Unix.RIGHTS, file);
    long sent = first.sendMessage(message);
    assertTrue(sent > 0 && sent < LARGE, sent + " sent");
    assertNull(message.get(Unix.RIGHTS));
    Message refused = withFile("x");
    assertEquals(0, first.sendMessage(refused));
    assertNotNull(refused.get(Unix.RIGHTS));
    assertEquals(2, opened());
    Message in = Message.allocate(LARGE);
    assertEquals(sent, second.receiveMessage(in));
    assertEquals(1, in.get(Unix.RIGHTS).size());
    assertEquals(1, first.sendMessage(refused));
    assertEquals("x 1", received(second, in));
    in.clear();
  }

  @Test
  void allOfALargeOneIsWrittenInBlockingMode() throws Exception {
    Message message = Message.of(ByteBuffer.allocate(LARGE)).set(Unix.RIGHTS, file);
    Background<Long> sender = Background.run(() -> first.sendMessage(message)).awaitBlocked();
    Message in = Message.allocate(LARGE);
    int descriptors = 0;
    for (long n = 0; n < LARGE; in.clear()) {
      n += second.receiveMessage(in);
      descriptors += in.get(Unix.RIGHTS) == null ? 0 : 1;
    }
    assertEquals(LARGE, sender.result());
    assertEquals(1, descriptors);
  }

  @Test
  void whatCannotBeSentSendsNothing() throws Exception {
    Message empty = withFile("");
    assertThrows(IllegalArgumentException.class, () -> first.sendMessage(empty));
    assertNotNull(empty.get(Unix.RIGHTS));
    Message elsewhere = text("x").peer(UnixDomainSocketAddress.of("/s"));
    assertThrows(AlreadyConnectedException.class, () -> first.sendMessage(elsewhere));
    Message strange = text("x").set(Attribute.of("STRANGE", String.class), "");
    assertThrows(UnsupportedOperationException.class, () -> first.sendMessage(strange));
    Descriptors closed = Descriptors.open(path);
    closed.close();
    Message late = text("x").set(Unix.RIGHTS, closed);
    assertThrows(ClosedChannelException.class, () -> first.sendMessage(late));
    second.configureBlocking(false);
    assertEquals(0, second.receiveMessage(Message.allocate(1)));
    first.close();
    assertEquals(-1, second.receiveMessage(Message.allocate(1)));
    assertEquals(0, second.receiveMessage(Message.allocate(0)));
  }

  @Test
  void aTimeoutTouchesNothing() throws Exception {
    second.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
    Message message = withFile("kept");
    assertThrows(SocketTimeoutException.class, () -> second.receiveMessage(message));
    assertNotNull(message.get(Unix.RIGHTS));
  }

  @Test
  void whoSentThemIsToldOnceItIsAskedFor() throws Exception {
    Message message = Message.allocate(10);
    first.sendMessage(withFile("a"));
    received(second, message);
    assertNull(message.get(Unix.CREDENTIALS));
    second.setOption(Unix.SO_PASSCRED, true);
    first.write(bytes("b"));
    assertEquals("b 0", received(second, message));
    assertEquals(second.getOption(Unix.PEER_CREDENTIALS), message.get(Unix.CREDENTIALS));
  }

  @Test
  void aConnectionOfAUriIsOneToo() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix:/run/bus?SO_PASSRIGHTS=true");
    try (Listener<StreamEndpoint> listener = network.listenStream(uri);
        StreamEndpoint client = network.connectStream(uri);
        StreamEndpoint accepted = listener.accept()) {
      client.unwrap(AncillaryStream.class).sendMessage(withFile("hello"));
      Message message = Message.allocate(10);
      assertEquals("hello 1", received(accepted.unwrap(AncillaryStream.class), message));
      assertEquals("content", content(message));
      message.clear();
    }
  }

  /** As the system has it, whose streams of TCP are the JDK's channels. */
  @Test
  void aStreamOfTcpIsNone() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://host:1");
    try (Listener<StreamEndpoint> listener = network.listenStream(uri);
        StreamEndpoint client = network.connectStream(uri)) {
      assertThrows(UnsupportedOperationException.class, () -> client.unwrap(AncillaryStream.class));
      assertFalse(client instanceof AncillaryStream);
      assertTrue(listener.isOpen());
    }
  }
}
