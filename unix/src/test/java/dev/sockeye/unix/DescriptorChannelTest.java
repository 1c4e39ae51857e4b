package dev.sockeye.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.ThreadKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.LibraryLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that came as descriptors: from python3, which opened them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescriptorChannelTest {

  private static final Network NETWORK = Network.system();

  /** Defines {@code give(fd...)}, and {@code wait()} for a byte of standard input. */
  private static final String GIVER =
      """
      s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
      s.connect(sys.argv[1])
      def give(*fds):
          s.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', fds))])
      def wait():
          os.read(0, 1)
      """;

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("s");
  }

  /** What a script of python gives. */
  private final class Given implements AutoCloseable {
    final Peer python;
    final Descriptors descriptors;
    private final MessageEndpoint from;

    Given(String script, Object... arguments) throws IOException {
      List<Object> all = new ArrayList<>(List.of(path()));
      all.addAll(List.of(arguments));
      try (var listener = NETWORK.listenMessages(EndpointUri.valueOf("unix+seqpacket:" + path()))) {
        python = Peer.python(GIVER + script, all.toArray());
        from = listener.accept();
      }
      descriptors = received(from);
    }

    @Override
    public void close() throws IOException {
      descriptors.close();
      from.close();
      python.close();
    }
  }

  private static Descriptors received(MessageEndpoint from) throws IOException {
    Message message = Message.allocate(9);
    assertEquals(1, from.receiveMessage(message));
    return message.get(Unix.RIGHTS).take();
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String read(FileChannel channel, int most) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(most);
    channel.read(buffer);
    return UTF_8.decode(buffer.flip()).toString();
  }

  /** Closes what a resource's declaration will close once more. */
  private static void abandon(Closeable resource) throws IOException {
    resource.close();
  }

  @Test
  void aLogIsAppendedToByBoth() throws Exception {
    Path log = folder.resolve("log");
    String script =
        """
        f = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(f, b'1 python\\n')
        give(f)
        wait()
        os.write(f, b'3 python\\n')
        print('written', flush=True)
        wait()
        """;
    try (Given given = new Given(script, log);
        FileChannel ours = given.descriptors.channel(0)) {
      ours.write(text("2 java\n"));
      given.python.say('x');
      given.python.assertSays("written");
      ours.write(new ByteBuffer[] {text("4 "), text("java"), text("\n")});
      assertEquals("1 python\n2 java\n3 python\n4 java\n", Files.readString(log));
      assertThrows(NonReadableChannelException.class, () -> ours.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void thePositionIsShared() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "0123456789");
    String script =
        """
        f = os.open(sys.argv[2], os.O_RDONLY)
        os.read(f, 3)
        give(f)
        wait()
        print(os.read(f, 2).decode(), flush=True)
        wait()
        print(os.read(f, 1).decode(), flush=True)
        """;
    try (Given given = new Given(script, file);
        FileChannel ours = given.descriptors.channel(0)) {
      assertEquals(3, ours.position());
      assertEquals("34", read(ours, 2));
      given.python.say('x');
      given.python.assertSays("56");
      assertEquals(7, ours.position());
      ours.position(1);
      assertEquals(10, ours.size());
      given.python.say('x');
      given.python.assertSays("1");
      assertThrows(NonWritableChannelException.class, () -> ours.write(text("x")));
      assertThrows(NonWritableChannelException.class, () -> ours.truncate(0));
    }
  }

  /** A user who could open neither by name. */
  @Test
  void theAccessIsThatOfWhoOpenedIt() throws Exception {
    Host.ROOT.isNeeded();
    Path secret = Files.writeString(folder.resolve("f"), "secret");
    String script =
        """
        os.chmod(sys.argv[2], 0)
        f = os.open(sys.argv[2], os.O_RDONLY)
        give(f)
        r, w = os.pipe()
        os.write(w, b'from a pipe')
        wait()
        os.lseek(f, 0, os.SEEK_SET)
        give(f, r)
        wait()
        """;
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    try (Peer nobody = Peer.run(java, "-cp", classes, Nobody.class.getName(), path())) {
      nobody.assertSays("ready");
      try (Peer python = Peer.python(GIVER + script, path(), secret)) {
        nobody.assertSays("warm secret");
        python.say('x');
        nobody.assertSays("secret");
        nobody.assertSays("from a pipe");
        python.say('x');
      }
    }
  }

  /** The program of that process, which has what it needs loaded before it becomes nobody. */
  static final class Nobody {

    private static final int UID = 65_534;

    /** What libc has besides. */
    public interface Users {
      /** {@code setuid(2)}. */
      int setuid(int uid);
    }

    public static void main(String[] arguments) throws IOException {
      Users users = LibraryLoader.create(Users.class).load("c");
      try (var listener =
          NETWORK.listenMessages(EndpointUri.valueOf("unix+seqpacket:" + arguments[0]))) {
        System.out.println("ready");
        try (MessageEndpoint from = listener.accept()) {
          tell(from, "warm ");
          if (users.setuid(UID) != 0) {
            throw new IOException("setuid failed");
          }
          tell(from, "");
        }
      }
    }

    private static void tell(MessageEndpoint from, String prefix) throws IOException {
      try (Descriptors given = received(from)) {
        for (int i = 0; i < given.size(); i++) {
          try (FileChannel file = given.channel(i)) {
            System.out.println(prefix + read(file, 20));
          }
        }
      }
    }
  }

  private static final String PIPE =
      """
      r, w = os.pipe()
      give(r, w)
      wait()
      """;

  static List<ThreadKind> threads() {
    return ThreadKind.available();
  }

  @ParameterizedTest
  @MethodSource("threads")
  void aReadOfAPipeWaitsAndIsWoken(ThreadKind kind) throws Exception {
    try (Given given = new Given(PIPE);
        FileChannel in = given.descriptors.channel(0);
        FileChannel other = given.descriptors.channel(0);
        FileChannel out = given.descriptors.channel(1)) {
      Background<String> read = Background.run(kind, () -> read(in, 9)).awaitBlocked();
      out.write(text("a"));
      assertEquals("a", read.result());
      Background<String> closed = Background.run(kind, () -> read(in, 9)).awaitBlocked();
      abandon(in);
      assertThrows(AsynchronousCloseException.class, closed::result);
      Background<String> interrupted = Background.run(kind, () -> read(other, 9)).awaitBlocked();
      interrupted.interrupt();
      assertThrows(ClosedByInterruptException.class, interrupted::result);
      assertFalse(other.isOpen());
      assertThrows(ClosedChannelException.class, other::position);
    }
  }

  @Test
  void aPipeEndsBreaksAndHasNoPosition() throws Exception {
    try (Given given = new Given(PIPE);
        FileChannel out = given.descriptors.channel(1)) {
      FileChannel in = given.descriptors.channel(0);
      IOException e = assertThrows(IOException.class, in::position);
      assertEquals("lseek descriptor: errno 29", e.getMessage()); // ESPIPE
      out.write(text("rest"));
      given.python.say('x');
      given.python.assertSucceeds();
      given.descriptors.close();
      assertEquals("re", read(in, 2));
      ByteBuffer[] two = {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(9)};
      assertEquals(2, in.read(two));
      assertEquals(1, two[1].position());
      in.close();
      e = assertThrows(IOException.class, () -> out.write(text("x")));
      assertEquals("write descriptor: Broken pipe (EPIPE)", e.getMessage());
      assertEquals(Errno.EPIPE, Errno.of(e).orElseThrow());
    }
  }

  /** A number that is closed twice may be another file's by then. */
  @Test
  void closeClosesItsDescriptorOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "0123456789");
    try (Descriptors own = Descriptors.open(file)) {
      FileChannel channel = own.channel(0);
      channel.close();
      try (Descriptors next = Descriptors.open(file);
          FileChannel other = next.channel(0)) {
        channel.close();
        abandon(own);
        abandon(own);
        assertEquals("01", read(other, 2));
        assertEquals(1, next.size());
        assertEquals("23", read(other, 2));
      }
      assertThrows(ClosedChannelException.class, () -> own.channel(0));
    }
  }

  @Test
  void itDoesWhatTheChannelOfAnOpenedFileDoes() throws Exception {
    Path ours = Files.writeString(folder.resolve("ours"), "some text to begin with");
    Path theirs = Files.copy(ours, folder.resolve("theirs"));
    try (Descriptors own = Descriptors.open(ours, READ, WRITE);
        FileChannel channel = own.channel(0);
        FileChannel oracle = FileChannel.open(theirs, READ, WRITE, CREATE)) {
      assertEquals(behaviour(oracle), behaviour(channel));
      assertEquals(Files.readString(theirs), Files.readString(ours));
      assertThrows(UnsupportedOperationException.class, channel::lock);
      assertThrows(UnsupportedOperationException.class, channel::tryLock);
      assertThrows(
          UnsupportedOperationException.class,
          () -> channel.map(FileChannel.MapMode.READ_ONLY, 0, 1));
      ByteBuffer readOnly = text("x").asReadOnlyBuffer();
      assertThrows(IllegalArgumentException.class, () -> channel.read(readOnly));
      assertThrows(IllegalArgumentException.class, () -> channel.read(text("x"), -1));
      assertEquals(1, channel.write(readOnly));
    }
  }

  /** What calls give, one after the other. */
  private static List<Object> behaviour(FileChannel file) throws IOException {
    List<Object> told = new ArrayList<>();
    told.add(read(file, 4));
    told.add(file.position());
    ByteBuffer direct = ByteBuffer.allocateDirect(6);
    told.add(file.read(direct, 10));
    told.add(UTF_8.decode(direct.flip()).toString());
    told.add(file.position());
    ByteBuffer[] three = {ByteBuffer.allocate(3), ByteBuffer.allocate(0), ByteBuffer.allocate(99)};
    told.add(file.read(three));
    told.add(UTF_8.decode(three[2].flip()).toString());
    told.add(file.read(ByteBuffer.allocate(1)));
    told.add(file.read(three, 1, 1)); // no room
    told.add(file.read(ByteBuffer.allocate(1), 1000));
    told.add(file.write(new ByteBuffer[] {text("a"), text(""), text("bc")}));
    told.add(file.write(text("Z"), 0));
    told.add(file.write(ByteBuffer.allocate(3 << 20), 30)); // more than goes with one call
    told.add(file.write(new ByteBuffer[] {ByteBuffer.allocate(2 << 20), text("end")}));
    told.add(file.position());
    told.add(file.size());
    told.add(file.truncate(50).position());
    told.add(file.truncate(60).size());
    told.add(file.position(5).position());
    told.add(file.transferFrom(Channels.newChannel(new ByteArrayInputStream(new byte[9])), 45, 99));
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    told.add(file.transferTo(3, 1000, Channels.newChannel(copy)));
    told.add(copy.toString(UTF_8));
    told.add(file.position());
    file.force(true);
    file.force(false);
    return told;
  }
}
