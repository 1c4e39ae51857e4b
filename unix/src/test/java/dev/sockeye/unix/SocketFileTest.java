package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Pollable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The file of a bound socket, for each way to bind. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketFileTest {

  private static final Network NETWORK = Network.system();

  private Path folder;

  /** What binds to a file. */
  enum Kind {
    STREAM("unix") {
      @Override
      Listener<StreamEndpoint> bind(EndpointUri uri) throws IOException {
        return NETWORK.listenStream(uri);
      }
    },
    STREAM_WITH_MODE("unix") {
      @Override
      Listener<StreamEndpoint> bind(EndpointUri uri) throws IOException {
        return NETWORK.listenStream(uri.withOption("mode", "0755"));
      }
    },
    DATAGRAM("unix+dgram") {
      @Override
      MessageEndpoint bind(EndpointUri uri) throws IOException {
        return NETWORK.bindMessages(uri);
      }
    },
    SEQPACKET("unix+seqpacket") {
      @Override
      Listener<MessageEndpoint> bind(EndpointUri uri) throws IOException {
        return NETWORK.listenMessages(uri);
      }
    };

    final String scheme;

    Kind(String scheme) {
      this.scheme = scheme;
    }

    abstract Pollable bind(EndpointUri uri) throws IOException;

    EndpointUri uri(Object path) {
      return EndpointUri.valueOf(scheme + ":" + path);
    }

    Pollable open() throws IOException {
      if (this == DATAGRAM) {
        return NETWORK.socket(Unix.DATAGRAM);
      } else if (this == SEQPACKET) {
        return NETWORK.listener(Unix.SEQPACKET);
      }
      String mode = this == STREAM_WITH_MODE ? "0600" : "";
      return NETWORK.listener(Unix.STREAM).setOption(Unix.MODE, mode);
    }

    Endpoint connect(EndpointUri uri) throws IOException {
      return scheme.equals("unix") ? NETWORK.connectStream(uri) : NETWORK.connectMessages(uri);
    }
  }

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("sk");
  }

  @AfterEach
  void removeFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @ParameterizedTest
  @EnumSource
  void closingRemovesTheFileThatBindingMade(Kind kind) throws Exception {
    Path path = folder.resolve("s");
    try (Pollable socket = kind.bind(kind.uri(path))) {
      assertEquals(UnixDomainSocketAddress.of(path), socket.getLocalAddress());
      assertTrue(Files.exists(path));
    }
    assertFalse(Files.exists(path));
  }

  @ParameterizedTest
  @EnumSource
  void aStaleFileIsReplaced(Kind kind) throws Exception {
    Path path = folder.resolve("s");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    try (Pollable socket = kind.bind(kind.uri(path));
        Endpoint client = kind.connect(kind.uri(path))) {
      assertTrue(socket.isOpen());
      assertTrue(client.isConnected());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count(), "nothing is left beside it");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLiveFileIsNotReplacedByAnyKind(Kind kind) throws Exception {
    Path path = folder.resolve("s");
    try (Pollable live = kind.bind(kind.uri(path))) {
      for (Kind other : Kind.values()) {
        BindException refused =
            assertThrows(BindException.class, () -> other.bind(other.uri(path)));
        assertEquals(Errno.EADDRINUSE, Errno.of(refused).orElseThrow());
        assertTrue(refused.getMessage().contains(path.toString()), refused.getMessage());
      }
      assertTrue(live.isOpen());
      try (Endpoint client = kind.connect(kind.uri(path))) {
        assertTrue(client.isConnected());
      }
      if (live instanceof Listener<?> listener) { // who looked whether it lives left no trace
        try (Endpoint accepted = listener.accept()) {
          assertNotNull(accepted);
          listener.configureBlocking(false);
          assertEquals(null, listener.accept());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatIsNoSocketIsNeverReplaced(Kind kind) throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "precious");
    BindException refused = assertThrows(BindException.class, () -> kind.bind(kind.uri(file)));
    assertTrue(refused.getMessage().contains("no socket"), refused.getMessage());
    assertEquals("precious", Files.readString(file));
    Path directory = Files.createDirectory(folder.resolve("d"));
    assertThrows(BindException.class, () -> kind.bind(kind.uri(directory)));
    assertTrue(Files.isDirectory(directory));
  }

  @ParameterizedTest
  @EnumSource
  void onlyItsOwnFileIsRemoved(Kind kind) throws Exception {
    Path path = folder.resolve("s");
    Pollable first = kind.bind(kind.uri(path));
    Files.move(path, folder.resolve("moved"));
    try (Pollable second = kind.bind(kind.uri(path))) {
      first.close();
      assertTrue(Files.exists(path));
      assertTrue(second.isOpen());
    }
    assertFalse(Files.exists(path));
  }

  @ParameterizedTest
  @EnumSource
  void closingAnAcceptedConnectionLeavesTheFile(Kind kind) throws Exception {
    Path path = folder.resolve("s");
    try (Pollable socket = kind.bind(kind.uri(path));
        Endpoint client = kind.connect(kind.uri(path))) {
      if (socket instanceof Listener<?> listener) {
        listener.accept().close();
      }
      assertTrue(client.isConnected());
      assertTrue(Files.exists(path));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFileHasTheModeThatWasAskedFor(Kind kind) throws Exception {
    for (String mode : new String[] {"0600", "0666", "0700", "777"}) {
      Path path = folder.resolve("m" + mode);
      try (Pollable socket = kind.bind(withMode(kind.uri(path), mode))) {
        String expected = permissions(Integer.parseInt(mode, 8));
        if (kind != Kind.STREAM_WITH_MODE) { // which asks for its own
          assertEquals(
              expected, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
        assertTrue(socket.isOpen());
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> NETWORK.listenStream(EndpointUri.valueOf("unix:x?mode=0800")));
  }

  private static EndpointUri withMode(EndpointUri uri, String mode) {
    return uri.withOption("mode", mode);
  }

  private static String permissions(int mode) {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode & (1 << bit)) != 0 ? "rwx".charAt((8 - bit) % 3) : '-');
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource
  void aPathMayHave107BytesAndNoMore(Kind kind) throws Exception {
    String start = folder + "/";
    String longest = start + "x".repeat(107 - start.length());
    try (Pollable socket = kind.bind(kind.uri(longest));
        Endpoint client = kind.connect(kind.uri(longest))) {
      assertEquals(UnixDomainSocketAddress.of(longest), socket.getLocalAddress());
      assertEquals(UnixDomainSocketAddress.of(longest), client.getRemoteAddress());
    }
    for (String tooLong : new String[] {longest + "x", longest + "x".repeat(100)}) {
      IOException bind = assertThrows(IOException.class, () -> kind.bind(kind.uri(tooLong)));
      assertEquals(Errno.ENAMETOOLONG, Errno.of(bind).orElseThrow());
      assertTrue(bind.getMessage().contains("107 is the most: use a shorter"), bind.getMessage());
      IOException connect = assertThrows(IOException.class, () -> kind.connect(kind.uri(tooLong)));
      assertEquals(Errno.ENAMETOOLONG, Errno.of(connect).orElseThrow());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRelativePathIsRelativeToTheWorkingFolder(Kind kind) throws Exception {
    String path = "target-" + kind + "-" + ProcessHandle.current().pid();
    try (Pollable socket = kind.bind(kind.uri(path));
        Endpoint client = kind.connect(kind.uri(path))) {
      assertEquals(UnixDomainSocketAddress.of(path), socket.getLocalAddress());
      assertTrue(Files.exists(Path.of(path)));
      assertTrue(client.isConnected());
    }
    assertFalse(Files.exists(Path.of(path)));
  }

  @ParameterizedTest
  @EnumSource
  void aPathMayHaveAnyCharacterButNul(Kind kind) throws Exception {
    for (String name : new String[] {"a b", "a?b", "100%", "@at", "a&b=c", "x:y"}) {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve(name));
      EndpointUri uri = kind.uri("x").withAddress(address);
      try (Pollable socket = kind.bind(uri);
          Endpoint client = kind.connect(uri)) {
        assertEquals(address, socket.getLocalAddress());
        assertTrue(Files.exists(address.getPath()));
        assertTrue(client.isConnected());
      }
    }
    IllegalArgumentException nul =
        assertThrows(IllegalArgumentException.class, () -> kind.bind(kind.uri("/tmp/a%00b")));
    assertTrue(nul.getMessage().contains("unix"), nul.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void aPathBeyondAsciiIsTheSameForOtherPrograms(Kind kind) throws Exception {
    Host.UTF_8_FILE_NAMES.isNeeded();
    EndpointUri uri = kind.uri(folder + "/gr%C3%BC%C3%9Fe");
    try (Pollable socket = kind.bind(uri);
        Peer ls = Peer.run("ls", folder)) {
      ls.assertSays("grüße");
      assertTrue(socket.isOpen());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClientMayBeBoundToAFileOfItsOwn(Kind kind) throws Exception {
    Path path = folder.resolve("s");
    Path own = folder.resolve("c");
    try (Pollable socket = kind.bind(kind.uri(path));
        Endpoint client = NETWORK.socket(socket.spec())) {
      client.bind(UnixDomainSocketAddress.of(own));
      assertTrue(client.connect(UnixDomainSocketAddress.of(path)));
      assertTrue(Files.exists(own));
      if (socket instanceof Listener<?> listener) {
        try (Endpoint accepted = listener.accept()) {
          assertEquals(UnixDomainSocketAddress.of(own), accepted.getRemoteAddress());
        }
      }
    }
    assertFalse(Files.exists(own));
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAM", "STREAM_WITH_MODE"})
  void aListenerOfTheSystemsChoiceRemovesItsFileToo(Kind kind) throws Exception {
    Path chosen;
    try (Listener<StreamEndpoint> listener = PathListener.open().bind(null)) {
      chosen = ((UnixDomainSocketAddress) listener.getLocalAddress()).getPath();
      try (StreamEndpoint client = NETWORK.connectStream(kind.uri(chosen));
          StreamEndpoint accepted = listener.accept()) {
        Streams.writeFully(client, ByteBuffer.wrap(new byte[] {7}));
        assertEquals(1, accepted.read(ByteBuffer.allocate(2)));
      }
    }
    assertFalse(Files.exists(chosen));
  }

  @ParameterizedTest
  @EnumSource
  void aBindThatIsOvertakenByCloseLeavesNoFile(Kind kind) throws Exception {
    Path path = folder.resolve("s");
    for (int round = 0; round < 200; round++) {
      Pollable socket = kind.open();
      CountDownLatch go = new CountDownLatch(1);
      long delay = round % 50 * 5_000L;
      FutureTask<?> closing =
          new FutureTask<>(
              () -> {
                go.await();
                for (long end = System.nanoTime() + delay; System.nanoTime() < end; ) {
                  Thread.onSpinWait();
                }
                socket.close();
                return null;
              });
      new Thread(closing).start();
      go.countDown();
      try {
        bind(socket, UnixDomainSocketAddress.of(path));
      } catch (ClosedChannelException e) {
        // Closed before, or meanwhile.
      }
      closing.get(10, TimeUnit.SECONDS);
      assertFalse(Files.exists(path), "a file stayed in round " + round);
    }
  }

  private static void bind(Pollable socket, UnixDomainSocketAddress address) throws IOException {
    if (socket instanceof Listener<?> listener) {
      listener.bind(address);
    } else {
      ((MessageEndpoint) socket).bind(address);
    }
  }
}
