package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.nio.sctp.SctpChannel;
import com.sun.nio.sctp.SctpStandardSocketOptions;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointPair;
import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Peers that are killed, and what only the bare channel offers of them. */
class SctpPeerTest extends SctpCases {

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
    return closing(Program.start("python3", "-c", IDLE));
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

  /** It can be set only, and not read: so it is no option of ours, but the channel is there. */
  @Test
  void whichOfOurAddressesThePeerShouldPreferIsForTheBareChannel() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    assertFalse(
        pair.first()
            .supportedOptions()
            .contains(SctpStandardSocketOptions.SCTP_SET_PEER_PRIMARY_ADDR));
    SctpChannel bare = pair.first().unwrap(SctpChannel.class);
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                bare.setOption(
                    SctpStandardSocketOptions.SCTP_SET_PEER_PRIMARY_ADDR,
                    pair.first().getLocalAddress()));
    assertErrno(refused, Errno.EPERM); // while net.sctp.addip_enable is 0, as it is by default
  }
}
