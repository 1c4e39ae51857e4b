package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.AncillaryStream;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Peekable;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who sent a message, and what else the system tells of a peer and of what is to come. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PassCredTest {

  private static final Network NETWORK = Network.system();
  private static final Credentials UNKNOWN = new Credentials(0, 65534, 65534);

  @TempDir Path folder;

  private EndpointUri uri(String scheme, String options) {
    return EndpointUri.valueOf(scheme + ":" + folder.resolve("s") + options);
  }

  private static Credentials self() throws IOException {
    Path self = Path.of("/proc/self");
    int uid = (Integer) Files.getAttribute(self, "unix:uid");
    int gid = (Integer) Files.getAttribute(self, "unix:gid");
    return new Credentials((int) ProcessHandle.current().pid(), uid, gid);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Message message) {
    return StandardCharsets.UTF_8.decode(message.payload().flip()).toString();
  }

  @Test
  void aNotifyServerKnowsWhoSent() throws Exception {
    String script =
        """
        if os.getuid() == 0:
            os.setgid(12345)
            os.setuid(23456)
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        s.sendto(b'READY=1', sys.argv[1])
        print(os.getuid(), os.getgid())
        """;
    EndpointUri uri = uri("unix+dgram", "?SO_PASSCRED=true&mode=0666");
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    try (MessageEndpoint server = NETWORK.bindMessages(uri);
        Peer python = Peer.python(script, folder.resolve("s"))) {
      Message message = Message.allocate(100);
      server.receiveMessage(message);
      Credentials sender = message.get(Unix.CREDENTIALS);
      assertEquals("READY=1", text(message));
      assertEquals(python.pid(), sender.pid());
      python.assertSays(sender.uid() + " " + sender.gid());
    }
  }

  @Test
  void systemdNotifyIsKnown() throws Exception {
    Host.SYSTEMD_NOTIFY.isNeeded();
    EndpointUri uri = uri("unix+dgram", "?SO_PASSCRED=true");
    String command = "NOTIFY_SOCKET=$0 exec systemd-notify --pid=$$ --status=up";
    try (MessageEndpoint server = NETWORK.bindMessages(uri);
        Peer notify = Peer.run("sh", "-c", command, folder.resolve("s"))) {
      Message message = Message.allocate(1000);
      server.receiveMessage(message);
      assertEquals(notify.pid(), message.get(Unix.CREDENTIALS).pid());
      assertTrue(text(message).contains("STATUS=up"));
    }
  }

  @Test
  void everyKindTellsThemFromWhenItIsSet() throws Exception {
    for (SocketSpec<MessageEndpoint> spec : List.of(Unix.DATAGRAM, Unix.SEQPACKET)) {
      try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
        Message message = Message.allocate(10);
        assertFalse(pair.second().getOption(Unix.SO_PASSCRED));
        pair.first().send(bytes("a"));
        pair.second().setOption(Unix.SO_PASSCRED, true);
        pair.second().receiveMessage(message);
        assertEquals(UNKNOWN, message.get(Unix.CREDENTIALS));
        assertTrue(pair.second().getOption(Unix.SO_PASSCRED));
        pair.first().send(bytes("b"));
        pair.second().receiveMessage(message.clear());
        Credentials sender = message.get(Unix.CREDENTIALS);
        assertEquals(self(), sender);
        message.payload().flip();
        message.peer(null);
        pair.second().sendMessage(message); // back, without
        pair.first().send(bytes("c"));
        Message[] batch = {message.clear(), Message.allocate(9)};
        assertEquals(1, pair.second().receiveMessages(batch, 0, 2));
        assertSame(sender, message.get(Unix.CREDENTIALS), "nothing is allocated");
      }
    }
  }

  @Test
  void aSeqpacketEndpointThatNeedsThemKeepsThem() throws Exception {
    String unnamed =
        "s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
            + "s.connect(sys.argv[1])\ns.recv(1)";
    try (Listener<MessageEndpoint> listener = NETWORK.listenMessages(uri("unix+seqpacket", ""));
        Peer python = Peer.python(unnamed, folder.resolve("s"));
        MessageEndpoint accepted = listener.accept()) {
      assertTrue(python.pid() > 0 && accepted.getOption(Unix.SO_PASSCRED));
      UnsupportedOperationException e =
          assertThrows(
              UnsupportedOperationException.class,
              () -> accepted.setOption(Unix.SO_PASSCRED, false));
      assertTrue(e.getMessage().contains("stays set"), e.getMessage());
    }
    try (Listener<MessageEndpoint> listener = NETWORK.listenMessages(uri("unix+seqpacket", ""));
        MessageEndpoint client = NETWORK.connectMessages(uri("unix+seqpacket", ""))) {
      client.setOption(Unix.SO_PASSCRED, true).setOption(Unix.SO_PASSCRED, false);
      assertFalse(client.getOption(Unix.SO_PASSCRED));
      assertTrue(listener.isOpen());
    }
  }

  @Test
  void aStreamTellsThemAndDescriptorsToo() throws Exception {
    EndpointUri uri = uri("unix", "?SO_PASSCRED=true");
    try (Listener<StreamEndpoint> listener = NETWORK.listenStream(uri);
        StreamEndpoint client = NETWORK.connectStream(uri);
        StreamEndpoint accepted = listener.accept();
        Descriptors any = Descriptors.open(Path.of("/dev/null"))) {
      AncillaryStream out = client.unwrap(AncillaryStream.class);
      out.sendMessage(Message.of(bytes("x")).set(Unix.RIGHTS, any));
      Message message = Message.allocate(10);
      assertEquals(1, accepted.unwrap(AncillaryStream.class).receiveMessage(message));
      assertEquals(self(), message.get(Unix.CREDENTIALS));
      assertEquals(1, message.get(Unix.RIGHTS).size());
      message.clear();
    }
  }

  // What else is told of a peer.

  @Test
  void groupsLabelAndProcessOfThePeerAreToldWhereTheSystemHasThem() throws Exception {
    for (EndpointUri uri : List.of(uri("unix", ""), uri("unix", "?SO_PASSRIGHTS=true"))) {
      try (Listener<StreamEndpoint> listener = NETWORK.listenStream(uri);
          Peer python = Peer.python(GROUPS, folder.resolve("s"));
          StreamEndpoint accepted = listener.accept()) {
        accepted.read(ByteBuffer.allocate(1)); // it says which it has
        String groups = accepted.getOption(Unix.SO_PEERGROUPS).toString();
        python.assertSays(groups);
        assertLabel(accepted);
        try (Descriptors process = accepted.getOption(Unix.SO_PEERPIDFD)) {
          Path info = Path.of("/proc/self/fdinfo/" + process.descriptor(0));
          assertTrue(Files.readAllLines(info).contains("Pid:\t" + python.pid()));
        }
        assertNull(listener.getOption(Unix.SO_PEERGROUPS));
      }
    }
    try (StreamEndpoint open = NETWORK.socket(Unix.STREAM)) {
      assertNull(open.getOption(Unix.SO_PEERGROUPS));
      assertNull(open.getOption(Unix.SO_PEERPIDFD));
    }
  }

  private static final String GROUPS =
      """
      if os.getuid() == 0:
          os.setgroups(range(1000, 1100))
      s = socket.socket(socket.AF_UNIX)
      s.connect(sys.argv[1])
      s.send(b'x')
      print(','.join(str(g) for g in sorted(os.getgroups())))
      s.recv(1)
      """;

  /** Here most kernels have no security module that labels sockets. */
  private static void assertLabel(Endpoint endpoint) throws IOException {
    try {
      assertNotNull(endpoint.getOption(Unix.SO_PEERSEC));
    } catch (UnsupportedOperationException e) {
      assertTrue(e.getMessage().contains("no security module"), e.getMessage());
    }
  }

  // MSG_PEEK.

  @Test
  void whatIsPeekedAtIsReceivedYet() throws Exception {
    try (EndpointPair<StreamEndpoint> pair = NETWORK.pair(Unix.STREAM)) {
      pair.first().write(bytes("abc"));
      ByteBuffer two = ByteBuffer.allocate(2);
      assertEquals(2, pair.second().unwrap(Peekable.class).peek(two));
      assertEquals('b', two.get(1));
      assertEquals(3, pair.second().read(ByteBuffer.allocate(9)));
      pair.second().configureBlocking(false);
      assertEquals(0, pair.second().unwrap(Peekable.class).peek(two.clear()));
      pair.first().close();
      assertEquals(-1, pair.second().unwrap(Peekable.class).peek(two));
    }
  }

  @Test
  void theLengthOfTheNextMessageIsToldAndItsDescriptorsStay() throws Exception {
    for (SocketSpec<MessageEndpoint> spec : List.of(Unix.DATAGRAM, Unix.SEQPACKET)) {
      try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec);
          Descriptors any = Descriptors.open(Path.of("/dev/null"))) {
        Peekable peekable = pair.second().unwrap(Peekable.class);
        pair.first().sendMessage(Message.of(bytes("abcde")).set(Unix.RIGHTS, any));
        assertEquals(5, peekable.peek(ByteBuffer.allocate(0)));
        ByteBuffer two = ByteBuffer.allocateDirect(2);
        assertEquals(5, peekable.peek(two));
        assertEquals(2, two.position());
        Message message = Message.allocate(9);
        assertEquals(5, pair.second().receiveMessage(message));
        assertEquals(1, message.get(Unix.RIGHTS).size());
        message.clear();
        pair.second().configureBlocking(false);
        assertEquals(MessageEndpoint.WOULD_BLOCK, peekable.peek(two.clear()));
        pair.first().send(ByteBuffer.allocate(0));
        assertEquals(0, peekable.peek(two));
      }
    }
  }
}
