package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.AncillaryStream;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.Network;
import dev.sockeye.Peekable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.posix.DescriptorCalls;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Attributes of the bytes of a stream. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AncillaryStreamTest {

  private static final Network NETWORK = Network.system();
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

  @TempDir Path folder;

  private EndpointPair<StreamEndpoint> pair;
  private AncillaryStream first;
  private AncillaryStream second;
  private Descriptors file;

  @BeforeEach
  void open() throws IOException {
    pair = NETWORK.pair(Unix.STREAM);
    first = pair.first().unwrap(AncillaryStream.class);
    second = pair.second().unwrap(AncillaryStream.class);
    file = Descriptors.open(Files.writeString(folder.resolve("f"), "content"));
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
    file.close();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Message text(String... parts) {
    return Message.of(Stream.of(parts).map(AncillaryStreamTest::bytes).toArray(ByteBuffer[]::new));
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

  private static void awaitDescriptors(long before) throws IOException {
    long deadline = System.nanoTime() + PATIENCE;
    for (long open; (open = openDescriptors()) > before; ) {
      assertTrue(System.nanoTime() < deadline, open - before + " leaked");
    }
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
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
  }

  @Test
  void theyComeWithTheFirstOfTheirBytesIntoHeapAndScatteredBuffersToo() throws Exception {
    assertEquals(6, first.sendMessage(withFile("ab", "", "cdef")));
    Message two = Message.of(ByteBuffer.allocate(1), ByteBuffer.allocateDirect(2));
    assertEquals(3, second.receiveMessage(two));
    assertEquals('a', two.buffer(0).get(0));
    assertEquals('c', two.buffer(1).get(1));
    assertEquals("content", content(two));
    assertEquals("def 0", received(second, Message.of(ByteBuffer.allocate(9))));
    two.clear();
  }

  @Test
  void onceSentTheyAreTakenOffTheMessage() throws Exception {
    first.configureBlocking(false);
    Message message = Message.of(ByteBuffer.allocate(4_000_000)).set(Unix.RIGHTS, file);
    long sent = first.sendMessage(message);
    assertTrue(sent > 0 && sent < 4_000_000, sent + " sent");
    assertNull(message.get(Unix.RIGHTS));
    assertEquals(1, file.size(), "they stay their owner's");
    Message refused = withFile("x");
    while (first.sendMessage(message) > 0) {
      assertTrue(message.remaining() > 0);
    }
    assertEquals(0, first.sendMessage(refused));
    assertNotNull(refused.get(Unix.RIGHTS));
    Message in = Message.allocate(65_536);
    int descriptors = 0;
    second.configureBlocking(false);
    for (long n; (n = second.receiveMessage(in.clear())) > 0; ) {
      descriptors += in.get(Unix.RIGHTS) == null ? 0 : 1;
    }
    assertEquals(1, descriptors);
    assertEquals(1, first.sendMessage(refused));
  }

  @Test
  void whatCannotBeSentSendsNothing() throws Exception {
    Message empty = withFile("");
    assertThrows(IllegalArgumentException.class, () -> first.sendMessage(empty));
    assertNotNull(empty.get(Unix.RIGHTS));
    Message elsewhere = text("x").peer(UnixDomainSocketAddress.of(folder.resolve("s")));
    assertThrows(AlreadyConnectedException.class, () -> first.sendMessage(elsewhere));
    Message strange = text("x").set(dev.sockeye.Attribute.of("STRANGE", String.class), "");
    assertThrows(UnsupportedOperationException.class, () -> first.sendMessage(strange));
    second.configureBlocking(false);
    assertEquals(0, second.receiveMessage(Message.allocate(1)));
    first.close();
    assertEquals(-1, second.receiveMessage(Message.allocate(1)));
    assertEquals(0, second.receiveMessage(Message.allocate(0)));
  }

  @Test
  void readsDropThemAndWhatNobodyTakesIsClosed() throws Exception {
    Message message = Message.allocate(10);
    long before = openDescriptors();
    for (int i = 0; i < 100; i++) {
      first.sendMessage(withFile("x"));
      assertEquals(1, second.read(ByteBuffer.allocate(9)));
      first.sendMessage(withFile("y"));
      assertEquals("y 1", received(second, message));
    }
    message.clear();
    awaitDescriptors(before);
  }

  @Test
  void aTimeoutACloseAndAnInterruptEndAReceiveThatWaits() throws Exception {
    second.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(50));
    Message message = withFile("kept");
    message.payload().clear();
    assertThrows(SocketTimeoutException.class, () -> second.receiveMessage(message));
    assertNotNull(message.get(Unix.RIGHTS), "nothing was received, and nothing touched");
    second.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ZERO);
    Background<Long> receiver =
        Background.run(() -> second.receiveMessage(Message.allocate(1))).awaitBlocked();
    second.close();
    assertThrows(AsynchronousCloseException.class, receiver::result);
  }

  @Test
  void whoRefusesDescriptorsRefusesTheSender() throws Exception {
    assertTrue(second.getOption(Unix.SO_PASSRIGHTS));
    second.setOption(Unix.SO_PASSRIGHTS, true);
    try {
      second.setOption(Unix.SO_PASSRIGHTS, false);
    } catch (UnsupportedOperationException e) {
      assertTrue(e.getMessage().contains("6.16"), e.getMessage());
      return; // an older kernel
    }
    assertFalse(second.getOption(Unix.SO_PASSRIGHTS));
    IOException e = assertThrows(IOException.class, () -> first.sendMessage(withFile("x")));
    assertEquals(Errno.EPERM, Errno.of(e).orElseThrow());
  }

  @Test
  void pythonSendsAndReceivesThem() throws Exception {
    String script =
        """
        s = socket.socket(socket.AF_UNIX)
        s.connect(sys.argv[1])
        data, fds, flags, addr = socket.recv_fds(s, 100, 5)
        print(data.decode(), [os.pread(f, 100, 0).decode() for f in fds])
        r, w = os.pipe()
        os.write(w, b'from python')
        socket.send_fds(s, [b'ans', b'wer'], [r, w])
        s.recv(1)
        """;
    String uri = "unix:" + folder.resolve("s") + "?SO_PASSRIGHTS=true";
    try (var listener = NETWORK.listenStream(EndpointUri.valueOf(uri));
        Peer python = Peer.python(script, folder.resolve("s"));
        StreamEndpoint accepted = listener.accept()) {
      AncillaryStream stream = accepted.unwrap(AncillaryStream.class);
      stream.sendMessage(withFile("hel", "lo"));
      python.assertSays("hello ['content']");
      Message message = Message.allocate(100);
      assertEquals("answer 2", received(stream, message));
      ByteBuffer buffer = ByteBuffer.allocate(20);
      try (FileChannel channel = message.get(Unix.RIGHTS).channel(0)) {
        channel.read(buffer);
      }
      assertTrue(isClosedOnExec(message.get(Unix.RIGHTS).descriptor(0)));
      assertEquals("from python", StandardCharsets.UTF_8.decode(buffer.flip()).toString());
      message.clear();
    }
  }

  private static boolean isClosedOnExec(int fd) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd)).stream()
        .filter(line -> line.startsWith("flags:"))
        .anyMatch(line -> (Integer.parseInt(line.substring(6).strip(), 8) & 0x80000) != 0);
  }

  /** Of what cannot be handed over the bytes are there, and no descriptor stays open. */
  @Test
  void whereNotAllHaveRoomTheBytesComeAllTheSame() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command = "ulimit -n 100; exec \"$0\" -cp \"$1\" \"$2\" \"$3\"";
    String classes = System.getProperty("java.class.path");
    String uri = "unix:" + folder.resolve("s") + "?SO_PASSRIGHTS=true";
    try (Listener<StreamEndpoint> listener = NETWORK.listenStream(EndpointUri.valueOf(uri));
        Peer few =
            Peer.run("sh", "-c", command, java, classes, FewDescriptors.class.getName(), uri);
        StreamEndpoint accepted = listener.accept()) {
      int[] many = new int[120];
      for (int i = 0; i < many.length; i++) {
        many[i] = DescriptorCalls.duplicate(file.descriptor(0));
      }
      AncillaryStream stream = accepted.unwrap(AncillaryStream.class);
      try (Descriptors all = Descriptors.adopt(many)) {
        stream.sendMessage(text("bytes").set(Unix.RIGHTS, all));
      }
      few.assertSays("5 true null leaked 0");
      stream.sendMessage(withFile("next"));
      few.assertSays("4 false 1");
    }
  }

  /** The program of that process. */
  static final class FewDescriptors {
    public static void main(String[] arguments) throws IOException {
      EndpointUri uri = EndpointUri.valueOf(arguments[0]);
      try (StreamEndpoint endpoint = NETWORK.connectStream(uri)) {
        AncillaryStream stream = endpoint.unwrap(AncillaryStream.class);
        Message message = Message.allocate(10);
        long before = openDescriptors();
        long n = stream.receiveMessage(message);
        awaitDescriptors(before);
        boolean truncated = message.isControlTruncated();
        System.out.println(n + " " + truncated + " " + message.get(Unix.RIGHTS) + " leaked 0");
        n = stream.receiveMessage(message.clear());
        truncated = message.isControlTruncated();
        System.out.println(n + " " + truncated + " " + message.get(Unix.RIGHTS).size());
      }
    }
  }

  @Test
  void theJdksChannelSaysHowToHaveAnother() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix:" + folder.resolve("s"));
    try (Listener<StreamEndpoint> listener = NETWORK.listenStream(uri);
        StreamEndpoint endpoint = NETWORK.connectStream(uri)) {
      for (Class<?> type : new Class<?>[] {AncillaryStream.class, Peekable.class}) {
        UnsupportedOperationException e =
            assertThrows(UnsupportedOperationException.class, () -> endpoint.unwrap(type));
        assertTrue(e.getMessage().contains("?SO_PASSRIGHTS=true"), e.getMessage());
      }
      try (StreamEndpoint other = NETWORK.connectStream(uri.withOption("SO_PASSRIGHTS", "true"))) {
        assertTrue(other.unwrap(AncillaryStream.class).isConnected());
      }
      assertTrue(listener.isOpen());
    }
  }
}
