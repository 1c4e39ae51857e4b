package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointPair;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Peers that are killed, and what only the bare channel offers of them. */
class SctpPeerTest extends SctpCases {

  /** What addresses that change need, as in RFC 5061, without authentication. */
  private static final List<Path> ADDIP =
      List.of(
          Path.of("/proc/sys/net/sctp/addip_enable"),
          Path.of("/proc/sys/net/sctp/addip_noauth_enable"));

  private static final String IDLE =
      """
      import socket, time
      l = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132)
      l.bind(("127.0.0.1", 0))
      l.listen(5)
      print(l.getsockname()[1], flush=True)
      s, peer = l.accept()
      s.send(b"here")
      time.sleep(100)
      """;

  private Program idle() throws IOException {
    Program.needs("python3");
    return closing(Program.start("python3", "-u", "-c", IDLE));
  }

  @Test
  void aPeerThatIsKilledWithNothingUnreadIsTheEnd() throws Exception {
    Program peer = idle();
    MessageEndpoint endpoint = connect("sctp://127.0.0.1:" + peer.line());
    assertReceives(endpoint, (byte) 'h', (byte) 'e', (byte) 'r', (byte) 'e');
    peer.close(); // kill -9
    assertEquals(MessageEndpoint.END_OF_INPUT, endpoint.receive(ByteBuffer.allocate(1)));
  }

  @Test
  void aPeerThatIsKilledWithUnreadDataIsAReset() throws Exception {
    Program peer = idle();
    MessageEndpoint endpoint = connect("sctp://127.0.0.1:" + peer.line());
    assertReceives(endpoint, (byte) 'h', (byte) 'e', (byte) 'r', (byte) 'e');
    send(endpoint, random(1000));
    peer.close();
    IOException reset =
        assertThrows(
            ConnectionResetException.class, () -> endpoint.receive(ByteBuffer.allocate(1)));
    assertErrno(reset, Errno.ECONNRESET);
  }

  @Test
  void whichOfOurAddressesThePeerShouldPreferIsRefusedWhereAddressesAreFixed() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    SctpEndpoint first = pair.first().unwrap(SctpEndpoint.class);
    InetSocketAddress own = first.getLocalAddresses().get(0);
    IOException refused =
        assertThrows(IOException.class, () -> first.setPeerPrimaryAddress(0, own));
    assertErrno(refused, Errno.EPERM); // while net.sctp.addip_enable is 0, as it is by default
    assertTrue(refused.getMessage().contains("PEER_PRIMARY"), refused::getMessage);
  }

  @Test
  void thePeerPrefersTheAddressThatItIsAskedTo() throws Exception {
    Assumptions.assumeTrue(ADDIP.stream().allMatch(Files::isWritable), "needs root's rights");
    List<String> before = new ArrayList<>();
    for (Path setting : ADDIP) {
      before.add(Files.readString(setting));
      Files.writeString(setting, "1");
    }
    try {
      assertPrefersWhatItIsAskedTo();
    } finally {
      for (int i = 0; i < ADDIP.size(); i++) {
        Files.writeString(ADDIP.get(i), before.get(i));
      }
    }
  }

  private void assertPrefersWhatItIsAskedTo() throws IOException {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1,127.0.0.2:0");
    int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    SctpEndpoint client = sctp(connect("sctp://127.0.0.1:" + port));
    SctpEndpoint accepted = sctp(closing(listener.accept()));
    InetSocketAddress second = new InetSocketAddress("127.0.0.2", port);
    accepted.setPeerPrimaryAddress(0, second);
    while (!client.getPrimaryAddress(0).equals(second)) { // until the case's time limit
      LockSupport.parkNanos(1_000_000);
    }
    assertThrows(
        IOException.class,
        () -> accepted.setPeerPrimaryAddress(0, new InetSocketAddress("127.0.0.99", port)));
  }
}
