package dev.sockeye.sctp.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.sctp.Sctp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Runs what docs/sctp.md shows. */
public abstract class SignallingContract extends SctpContract {

  /** Creates the contract; JUnit does. */
  protected SignallingContract() {}

  private static final String WHERE = "sctp://127.0.0.1,127.0.0.2:%d?SCTP_INIT_MAXSTREAMS=16:16";

  private static InetAddress ip(int last) throws Exception {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  @Test
  void aRequestIsAnsweredOnItsStreamAndWithItsProtocol() throws Exception {
    Listener<MessageEndpoint> listener = listen(WHERE.formatted(0));
    inBackground(
        () -> {
          try {
            Signalling.serve(listener);
          } catch (ClosedChannelException e) {
            return true; // the test is over
          }
          return false;
        });
    EndpointUri where = EndpointUri.valueOf(WHERE.formatted(port(listener)));
    Message answer = Signalling.ask(network(), where, random(300));
    assertEquals(ByteBuffer.wrap(random(300)), answer.payload().flip());
    assertEquals(3, answer.get(Sctp.STREAM_NUMBER));
    assertEquals(Signalling.DIAMETER, answer.get(Sctp.PAYLOAD_PROTOCOL_ID));
    listener.close();
  }

  @Test
  void aPeerWithTwoPathsIsWatchedAndThePrimaryPathChosen() throws Exception {
    Listener<MessageEndpoint> listener = listen(WHERE.formatted(0));
    InetSocketAddress remote = (InetSocketAddress) listener.getLocalAddress();
    MessageEndpoint peer =
        closing(Signalling.connectFrom(network(), new InetSocketAddress(ip(3), 0), ip(4), remote));
    Queue<String> alarms = new ConcurrentLinkedQueue<>();
    Signalling.watch(peer, alarms);
    MessageEndpoint accepted = closing(listener.accept());
    assertEquals(2, sctp(accepted).getRemoteAddresses(0).size());
    send(accepted, (byte) 1);
    assertReceives(peer, (byte) 1);
    Signalling.preferSecondPath(peer);
    assertEquals(ip(2), sctp(peer).getPrimaryAddress(0).getAddress());
    accepted.close();
    assertEquals(MessageEndpoint.END_OF_INPUT, peer.receive(ByteBuffer.allocate(1)));
    String told = String.join(", ", alarms);
    assertTrue(told.contains("COMM_UP") && told.contains("SHUTDOWN_COMPLETE"), told);
  }

  @Test
  void oneEndpointAnswersAll() throws Exception {
    MessageEndpoint server = bind("sctp+seqpacket://127.0.0.1:0");
    inBackground(
        () -> {
          try {
            Signalling.answerAll(server);
          } catch (ClosedChannelException e) {
            return true; // the test is over
          }
          return false;
        });
    for (int i = 0; i < 3; i++) {
      MessageEndpoint client = closing(network().socket(Sctp.ONE_TO_MANY));
      client.connect(server.getLocalAddress());
      send(client, (byte) i);
      assertReceives(client, (byte) i);
    }
    server.close();
  }
}
