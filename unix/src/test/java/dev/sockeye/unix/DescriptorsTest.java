package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.ReadinessSource;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.DescriptorCalls;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors that go along with messages. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescriptorsTest {

  private static final Network NETWORK = Network.system();
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("f"), text);
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  /** Waits until no more are open; other threads of the JVM may have one open for a moment. */
  private static void awaitDescriptors(long before) throws IOException {
    long deadline = System.nanoTime() + PATIENCE;
    for (long open; (open = openDescriptors()) > before; ) {
      assertTrue(System.nanoTime() < deadline, open - before + " leaked");
    }
  }

  private static Message text(String text) {
    return Message.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String read(Descriptors descriptors, int index) throws IOException {
    try (FileChannel channel = descriptors.channel(index)) {
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aReceiverReadsTheFile() throws Exception {
    for (SocketSpec<MessageEndpoint> spec : List.of(Unix.DATAGRAM, Unix.SEQPACKET)) {
      try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec);
          Descriptors sent = Descriptors.open(file("hello"))) {
        pair.first().sendMessage(text("x").set(Unix.RIGHTS, sent));
        Message message = Message.allocate(10);
        assertEquals(1, pair.second().receiveMessage(message));
        try (Descriptors received = message.get(Unix.RIGHTS).take()) {
          assertEquals(1, received.size());
          assertEquals("hello", read(received, 0));
        }
        assertEquals("", read(sent, 0), "they share the position");
      }
    }
  }

  @Test
  void tenDescriptorsGoToAnotherProcessWhichReadsTheirFiles() throws Exception {
    Path path = folder.resolve("s");
    String script =
        """
        s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        s.connect(sys.argv[1])
        data, control, flags, addr = s.recvmsg(10, socket.CMSG_SPACE(40))
        fds = array.array('i')
        for level, kind, d in control:
            if kind == socket.SCM_RIGHTS: fds.frombytes(d)
        print(data.decode(), len(fds), {os.pread(f, 100, 0).decode() for f in fds})
        r, w = os.pipe()
        os.write(w, b'from python')
        s.sendmsg([b'y'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [r]))])
        s.recv(1)
        """;
    try (var listener = NETWORK.listenMessages(EndpointUri.valueOf("unix+seqpacket:" + path));
        Peer python = Peer.python(script, path);
        MessageEndpoint accepted = listener.accept();
        Descriptors one = Descriptors.open(file("content"))) {
      int[] ten = new int[10];
      Arrays.fill(ten, one.descriptor(0));
      for (int i = 0; i < ten.length; i++) {
        ten[i] = DescriptorCalls.duplicate(ten[i]);
      }
      try (Descriptors all = Descriptors.adopt(ten)) {
        accepted.sendMessage(text("x").set(Unix.RIGHTS, all));
      }
      python.assertSays("x 10 {'content'}");
      Message message = Message.allocate(10);
      assertEquals(1, accepted.receiveMessage(message));
      ByteBuffer buffer = ByteBuffer.allocate(20);
      try (Descriptors pipe = message.get(Unix.RIGHTS).take();
          FileChannel channel = pipe.channel(0)) {
        channel.read(buffer);
      }
      assertEquals("from python", StandardCharsets.UTF_8.decode(buffer.flip()).toString());
    }
  }

  @Test
  void anEndpointGoesAlongAndIsOneAgain() throws Exception {
    try (EndpointPair<MessageEndpoint> carrier = NETWORK.pair(Unix.SEQPACKET);
        EndpointPair<StreamEndpoint> cargo = NETWORK.pair(Unix.STREAM)) {
      try (Descriptors sent = Descriptors.of(cargo.second(), carrier.second())) {
        carrier.first().sendMessage(text("x").set(Unix.RIGHTS, sent));
      }
      Message message = Message.allocate(1);
      carrier.second().receiveMessage(message);
      Descriptors received = message.get(Unix.RIGHTS);
      assertThrows(IllegalArgumentException.class, () -> received.endpoint(0, Unix.SEQPACKET));
      assertThrows(IllegalArgumentException.class, () -> received.channel(0));
      try (StreamEndpoint again = received.endpoint(0, Unix.STREAM)) {
        message.clear(); // the endpoint has a descriptor of its own
        Streams.writeFully(again, ByteBuffer.wrap(new byte[] {5}));
        ByteBuffer one = ByteBuffer.allocate(1);
        assertEquals(1, cargo.first().read(one));
        assertEquals(5, one.get(0));
      }
      assertThrows(ClosedChannelException.class, () -> received.descriptor(0));
    }
  }

  @Test
  void whatNobodyTakesIsClosed() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.SEQPACKET);
        Descriptors sent = Descriptors.open(file("x"))) {
      Message out = text("x").set(Unix.RIGHTS, sent);
      Message in = Message.allocate(10);
      long before = openDescriptors();
      for (int i = 0; i < 300; i++) {
        out.payload().rewind();
        pair.first().sendMessage(out);
        pair.second().receiveMessage(i % 2 == 0 ? in : in.clear());
        assertEquals(1, in.get(Unix.RIGHTS).size());
        in.payload().clear();
      }
      in.clear();
      assertNull(in.get(Unix.RIGHTS));
      awaitDescriptors(before);
      assertEquals(1, sent.size(), "what was attached to be sent stays its owner's");
      out.clear();
      assertEquals(1, sent.size());
    }
  }

  @Test
  void receivesThatAskForNoDescriptorsDropThem() throws Exception {
    for (SocketSpec<MessageEndpoint> spec : List.of(Unix.DATAGRAM, Unix.SEQPACKET)) {
      try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec);
          Descriptors sent = Descriptors.open(file("x"))) {
        long before = openDescriptors();
        for (int i = 0; i < 100; i++) {
          pair.first().sendMessage(text("x").set(Unix.RIGHTS, sent));
          assertEquals(1, pair.second().receive(ByteBuffer.allocate(9)));
          pair.first().sendMessage(text("y").set(Unix.RIGHTS, sent));
          pair.second().receiveFrom(ByteBuffer.allocate(9));
        }
        awaitDescriptors(before);
      }
    }
  }

  @Test
  void asManyAsTheSystemPassesArriveAndNotOneMore() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.SEQPACKET);
        Descriptors one = Descriptors.open(file("x"))) {
      int[] most = new int[Rights.MAX_DESCRIPTORS + 1];
      for (int i = 0; i < most.length; i++) {
        most[i] = DescriptorCalls.duplicate(one.descriptor(0));
      }
      try (Descriptors tooMany = Descriptors.adopt(most)) {
        assertThrows(
            IllegalArgumentException.class,
            () -> pair.first().sendMessage(text("x").set(Unix.RIGHTS, tooMany)));
        int[] fits = Arrays.copyOf(most, Rights.MAX_DESCRIPTORS);
        for (int i = 0; i < fits.length; i++) {
          fits[i] = DescriptorCalls.duplicate(fits[i]);
        }
        try (Descriptors all = Descriptors.adopt(fits)) {
          pair.first().sendMessage(text("x").set(Unix.RIGHTS, all));
        }
      }
      Message message = Message.allocate(10);
      pair.second().receiveMessage(message);
      assertEquals(Rights.MAX_DESCRIPTORS, message.get(Unix.RIGHTS).size());
      message.clear();
    }
  }

  /** In a process of few descriptors: some cannot be installed, and none may stay. */
  @Test
  void withoutRoomForAllOfThemTheReceiveFailsAndNoneLeaks() throws Exception {
    Path path = folder.resolve("s");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command = "ulimit -n 100; exec \"$0\" -cp \"$1\" \"$2\" \"$3\"";
    String classes = System.getProperty("java.class.path");
    String program = FewDescriptors.class.getName();
    try (var listener = NETWORK.listenMessages(EndpointUri.valueOf("unix+seqpacket:" + path));
        Peer few = Peer.run("sh", "-c", command, java, classes, program, path);
        MessageEndpoint accepted = listener.accept();
        Descriptors one = Descriptors.open(file("x"))) {
      int[] many = new int[120];
      for (int i = 0; i < many.length; i++) {
        many[i] = DescriptorCalls.duplicate(one.descriptor(0));
      }
      try (Descriptors all = Descriptors.adopt(many)) {
        accepted.sendMessage(text("x").set(Unix.RIGHTS, all));
        accepted.sendMessage(text("first"));
        accepted.sendMessage(text("y").set(Unix.RIGHTS, all));
        accepted.sendMessage(text("after"));
        accepted.sendMessage(text("next").set(Unix.RIGHTS, one));
      }
      few.assertSays("warm 1 EMFILE");
      few.assertSays("failed EMFILE leaked 0");
      few.assertSays("batch of 2, first after, readable");
      few.assertSays("failed EMFILE leaked 0");
      few.assertSays("next 4 1");
    }
  }

  /** The program of that process. */
  static final class FewDescriptors {
    public static void main(String[] arguments) throws IOException {
      try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.SEQPACKET);
          Descriptors any = Descriptors.open(Path.of("/dev/null"))) {
        pair.first().sendMessage(DescriptorsTest.text("w").set(Unix.RIGHTS, any));
        Message warm = Message.allocate(1);
        int n = pair.second().receiveMessage(warm);
        Errno errno = Errno.of(new IOException(Errno.EMFILE.text())).orElseThrow();
        System.out.println("warm " + n + " " + errno);
        warm.clear();
      }
      try (MessageEndpoint endpoint =
          NETWORK.connectMessages(EndpointUri.valueOf("unix+seqpacket:" + arguments[0]))) {
        Message message = Message.allocate(10);
        long before = openDescriptors();
        tellFailure(endpoint, before);
        Message[] three = {message, Message.allocate(10), Message.allocate(10)};
        int batch = endpoint.receiveMessages(three, 0, 3); // one of them fails
        String texts = text(three[0]) + " " + text(three[1]);
        int ready = endpoint.unwrap(ReadinessSource.class).readyOps() & SelectionKey.OP_READ;
        System.out.println("batch of " + batch + ", " + texts + (ready == 0 ? "" : ", readable"));
        tellFailure(endpoint, before);
        int n = endpoint.receiveMessage(message.clear());
        System.out.println("next " + n + " " + message.get(Unix.RIGHTS).size());
      }
    }

    private static String text(Message message) {
      return StandardCharsets.UTF_8.decode(message.payload().flip()).toString();
    }

    /** The JVM's own threads may have one open for a moment. */
    private static void tellFailure(MessageEndpoint endpoint, long before) throws IOException {
      try {
        endpoint.receiveMessage(Message.allocate(10));
      } catch (IOException e) {
        long deadline = System.nanoTime() + PATIENCE;
        long leaked = openDescriptors() - before;
        while (leaked > 0 && System.nanoTime() < deadline) {
          leaked = openDescriptors() - before;
        }
        System.out.println("failed " + Errno.of(e).orElseThrow() + " leaked " + leaked);
      }
    }
  }

  @Test
  void aDescriptorThatSomebodySetToNonBlockingStaysSoAndIsWaitedFor() throws Exception {
    for (SocketSpec<? extends Endpoint> spec : List.of(Unix.SEQPACKET, Unix.DATAGRAM)) {
      try (EndpointPair<?> pair = NETWORK.pair(spec);
          Descriptors others = Descriptors.of(pair.first())) {
        int fd = others.descriptor(0);
        Bindings.libc().fcntl(fd, 4, 0x800);
        try (MessageEndpoint endpoint = (MessageEndpoint) others.endpoint(0, spec)) {
          int flags = Bindings.libc().fcntl(fd, 3, 0);
          assertTrue((flags & 0x800) != 0, "it is not ours to change");
          ByteBuffer buffer = ByteBuffer.allocate(9);
          Background<Integer> receiver =
              Background.run(() -> endpoint.receive(buffer)).awaitBlocked();
          ((MessageEndpoint) pair.second()).send(ByteBuffer.allocate(4));
          assertEquals(4, receiver.result());
        }
      }
    }
  }

  @Test
  void descriptorsThatAreClosedWhileTheyWaitToBeSentAreSentAllTheSame() throws Exception {
    Path right = Files.writeString(folder.resolve("right"), "right");
    Path wrong = Files.writeString(folder.resolve("wrong"), "wrong");
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.SEQPACKET)) {
      pair.first().configureBlocking(false);
      int before = 0;
      while (pair.first().send(ByteBuffer.allocate(20_000)) >= 0) {
        before++;
      }
      pair.first().configureBlocking(true);
      pair.first().setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofSeconds(20));
      Descriptors sent = Descriptors.open(right);
      int number = sent.descriptor(0);
      Message message = Message.of(ByteBuffer.allocate(20_000)).set(Unix.RIGHTS, sent);
      Background<Integer> sender =
          Background.run(() -> pair.first().sendMessage(message)).awaitBlocked();
      sent.close();
      assertEquals(0, sent.size());
      try (Descriptors other = Descriptors.open(wrong)) {
        for (int i = 0; i < before; i++) {
          pair.second().receive(ByteBuffer.allocate(20_000));
        }
        assertEquals(20_000, sender.result());
        Message arrived = Message.allocate(20_000);
        pair.second().receiveMessage(arrived);
        try (Descriptors received = arrived.get(Unix.RIGHTS).take();
            var file = received.channel(0)) {
          ByteBuffer text = ByteBuffer.allocate(5);
          file.read(text);
          assertEquals("right", new String(text.array(), StandardCharsets.UTF_8));
        }
        try (Descriptors next = Descriptors.open(wrong)) {
          assertTrue(
              other.descriptor(0) == number || next.descriptor(0) == number,
              "closed once it was sent");
        }
      }
    }
  }
}
