package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who the peer is, and whom a listener lets in. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CredentialsTest {

  private static final Network NETWORK = Network.system();

  private static final String CLIENT =
      """
      s = socket.socket(socket.AF_UNIX, int(sys.argv[2]))
      s.connect(sys.argv[1])
      print('connected', os.getuid(), os.getgid())
      print('end', s.recv(10))
      """;

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("s");
  }

  private EndpointUri uri(String scheme) {
    return EndpointUri.valueOf(scheme + ":" + path());
  }

  private Listener<? extends Endpoint> listen(String scheme, String option) throws IOException {
    EndpointUri uri = EndpointUri.valueOf(scheme + ":" + path() + option);
    return scheme.equals("unix") ? NETWORK.listenStream(uri) : NETWORK.listenMessages(uri);
  }

  private static long own(String what) throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:" + what);
  }

  @Test
  void thePeersNumbersAreThoseOfTheOtherProcess() throws Exception {
    assertTellsPeer("unix", "", 1);
    assertTellsPeer("unix", "?mode=0600", 1);
    assertTellsPeer("unix+seqpacket", "", 5);
  }

  private void assertTellsPeer(String scheme, String option, int type) throws Exception {
    try (Listener<? extends Endpoint> listener = listen(scheme, option);
        Peer python = Peer.python(CLIENT, path(), type);
        Endpoint accepted = listener.accept()) {
      python.assertSays("connected " + own("uid") + " " + own("gid"));
      Credentials peer = accepted.getOption(Unix.PEER_CREDENTIALS);
      assertEquals(new Credentials((int) python.pid(), own("uid"), own("gid")), peer);
      assertThrows(
          UnsupportedOperationException.class,
          () -> accepted.setOption(Unix.PEER_CREDENTIALS, peer));
    }
  }

  @Test
  void everyKindOfEndpointTellsThem() throws Exception {
    Credentials self = new Credentials((int) ProcessHandle.current().pid(), own("uid"), own("gid"));
    for (SocketSpec<?> spec : new SocketSpec<?>[] {Unix.STREAM, Unix.DATAGRAM, Unix.SEQPACKET}) {
      try (EndpointPair<?> pair = NETWORK.pair(spec)) {
        assertEquals(self, pair.first().getOption(Unix.PEER_CREDENTIALS));
        assertEquals(self, pair.second().getOption(Unix.PEER_CREDENTIALS));
      }
    }
    try (MessageEndpoint datagram = NETWORK.bindMessages(uri("unix+dgram"))) {
      assertNull(datagram.getOption(Unix.PEER_CREDENTIALS));
    }
    try (Listener<?> listener = listen("unix", "");
        Endpoint client = NETWORK.connectStream(uri("unix"))) {
      assertEquals(self, client.getOption(Unix.PEER_CREDENTIALS));
      assertNull(listener.getOption(Unix.PEER_CREDENTIALS));
    }
  }

  @Test
  void findingThemLeavesTheBufferSizeAsItWas() throws Exception {
    try (Listener<?> listener = listen("unix", "");
        Endpoint client = NETWORK.connectStream(uri("unix"));
        Endpoint accepted = listener.accept()) {
      for (int i = 0; i < 2000; i++) {
        int before = accepted.getOption(java.net.StandardSocketOptions.SO_SNDBUF);
        assertEquals(
            (int) ProcessHandle.current().pid(), accepted.getOption(Unix.PEER_CREDENTIALS).pid());
        assertEquals(before, accepted.getOption(java.net.StandardSocketOptions.SO_SNDBUF));
      }
      assertTrue(client.isConnected());
    }
  }

  @Test
  void whoIsAllowedIsAccepted() throws Exception {
    for (String scheme : new String[] {"unix", "unix+seqpacket"}) {
      try (Listener<?> listener = listen(scheme, "?allow_uid=65533," + own("uid"));
          Endpoint client =
              scheme.equals("unix")
                  ? NETWORK.connectStream(uri(scheme))
                  : NETWORK.connectMessages(uri(scheme));
          Endpoint accepted = listener.accept()) {
        assertTrue(accepted.isConnected());
        assertTrue(client.isConnected());
        assertEquals(UserIds.of(65533, own("uid")), listener.getOption(Unix.ALLOW_UID));
      }
    }
  }

  @Test
  void whoIsNotAllowedIsSentAwayBeforeAcceptReturns() throws Exception {
    for (String option : new String[] {"unix", "unix?mode=0600", "unix+seqpacket"}) {
      String scheme = option.replaceFirst("\\?.*", "");
      String mode = option.contains("?") ? "&mode=0600" : "";
      try (Listener<?> listener = listen(scheme, "?allow_uid=65533" + mode);
          Peer python = Peer.python(CLIENT, path(), scheme.equals("unix") ? 1 : 5)) {
        python.line();
        listener.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(300));
        assertThrows(SocketTimeoutException.class, listener::accept);
        python.assertSays("end b''");
      }
    }
  }

  @Test
  void strangersDoNotPutTheTimeoutOff() throws Exception {
    for (String mode : List.of("", "&mode=0600")) {
      EndpointUri allowed = EndpointUri.valueOf(uri("unix") + "?allow_uid=65533" + mode);
      try (Listener<StreamEndpoint> listener = NETWORK.listenStream(allowed)) {
        listener.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(300));
        FutureTask<?> strangers =
            new FutureTask<>(
                () -> {
                  while (true) { // and if each put it off, the accept would have no end
                    try (StreamEndpoint stranger = NETWORK.connectStream(uri("unix"))) {
                      assertEquals(-1, stranger.read(ByteBuffer.allocate(1)));
                    }
                  }
                });
        Thread thread = new Thread(strangers);
        thread.start();
        assertThrows(SocketTimeoutException.class, listener::accept);
        assertFalse(strangers.isDone());
        strangers.cancel(true);
        thread.join();
      }
    }
  }

  @Test
  void anotherUsersProcessIsSentAway() throws Exception {
    Host.ROOT.isNeeded();
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    String other = "os.setgid(12345)\nos.setuid(23456)\n" + CLIENT;
    for (String scheme : new String[] {"unix", "unix+seqpacket"}) {
      int type = scheme.equals("unix") ? 1 : 5;
      try (Listener<? extends Endpoint> listener = listen(scheme, "?allow_uid=0&mode=0666");
          Peer stranger = Peer.python(other, path(), type)) {
        stranger.assertSays("connected 23456 12345");
        listener.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(300));
        assertThrows(SocketTimeoutException.class, listener::accept);
        stranger.assertSays("end b''");
      }
      try (Listener<? extends Endpoint> listener = listen(scheme, "?allow_uid=23456&mode=0666");
          Peer guest = Peer.python(other, path(), type);
          Endpoint accepted = listener.accept()) {
        assertEquals(
            new Credentials((int) guest.pid(), 23456, 12345),
            accepted.getOption(Unix.PEER_CREDENTIALS));
      }
    }
  }

  @Test
  void aUserIdIsANumber() {
    assertEquals("0,1000", UserIds.of(1000, 0).toString());
    assertThrows(IllegalArgumentException.class, () -> UserIds.of(-1));
    for (String bad : new String[] {"root", "1,,2", "4294967295"}) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> NETWORK.listenStream(uri("unix").withOption("allow_uid", bad)));
      assertTrue(e.getMessage().contains("user ids, such as 1000,0"), e.getMessage());
    }
  }

  @Test
  void aClientMayHaveTheListenersUri() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path());
    try (Listener<?> listener = listen("unix+seqpacket", "");
        Endpoint client =
            NETWORK.connectMessages(uri("unix+seqpacket").withOption("allow_uid", "0"))) {
      assertEquals(address, client.getRemoteAddress());
      assertTrue(listener.isOpen());
    }
  }
}
