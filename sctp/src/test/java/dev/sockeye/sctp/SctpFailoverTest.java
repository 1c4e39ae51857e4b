package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.TimeLimit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two hosts, two paths: nothing is lost when one goes, nor when both are bad. */
class SctpFailoverTest extends SctpCases {

  private static final int MESSAGES = 10_000;
  private static final int STREAMS = 4;

  private final int[] onStream = new int[STREAMS];

  @BeforeEach
  void makePaths() throws IOException {
    String why = TwoPaths.unavailable();
    if (why != null) {
      System.out.println("Skipped: " + why);
    }
    Assumptions.assumeTrue(why == null, why);
    closing(new TwoPaths());
  }

  private Program peer() throws IOException {
    return closing(
        TwoPaths.start(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            NumberedPeer.class.getName(),
            "sctp://" + TwoPaths.THERE + ":0"));
  }

  private static InetAddress ip(int link, int side) throws IOException {
    return InetAddress.getByAddress(new byte[] {10, (byte) link, 0, (byte) side});
  }

  private MessageEndpoint connectedTo(String port) throws IOException {
    MessageEndpoint endpoint = open();
    endpoint.bind(new InetSocketAddress(ip(77, 1), 0));
    sctp(endpoint).bindAddress(ip(78, 1));
    endpoint.connect(new InetSocketAddress(ip(77, 2), Integer.parseInt(port)));
    return endpoint;
  }

  private void sendNumbered(MessageEndpoint endpoint, int from, int to) throws IOException {
    Message message = Message.allocate(60);
    for (int i = from; i < to; i++) {
      int stream = i % STREAMS;
      message.clear().payload().putInt(0, i).putInt(4, onStream[stream]++);
      endpoint.sendMessage(message.set(Sctp.STREAM_NUMBER, stream));
    }
  }

  /** An endpoint that only sends receives as well, for the events. */
  private Background<Integer> listening(MessageEndpoint endpoint) {
    return inBackground(() -> endpoint.receive(ByteBuffer.allocate(1)));
  }

  @Test
  @TimeLimit(seconds = 100)
  void tenThousandMessagesSurviveACutPathAndEventsTellOfIt() throws Exception {
    Program peer = peer();
    MessageEndpoint endpoint = connectedTo(peer.line());
    List<SctpEvent> events = eventsOf(endpoint);
    Background<Integer> receiving = listening(endpoint).within(90);
    assertEquals(2, sctp(endpoint).getRemoteAddresses(0).size());
    sendNumbered(endpoint, 0, 3000);
    TwoPaths.cut(0);
    sendNumbered(endpoint, 3000, 7000);
    awaitPath(events, SctpEvent.PathState.UNREACHABLE);
    sendNumbered(endpoint, 7000, 9000);
    TwoPaths.heal(0);
    awaitPath(events, SctpEvent.PathState.AVAILABLE);
    sendNumbered(endpoint, 9000, MESSAGES);
    endpoint.unwrap(Shutdownable.class).shutdownOutput();
    String verdict = peer.line(line -> line.startsWith("all") || line.startsWith("wrong"));
    assertTrue(verdict.startsWith("all 10000 in order"), verdict);
    assertEquals(MessageEndpoint.END_OF_INPUT, receiving.result());
  }

  private static void awaitPath(List<SctpEvent> events, SctpEvent.PathState state) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (List.copyOf(events).stream().noneMatch(event -> isAbout(event, state))) {
      assertTrue(System.nanoTime() < deadline, () -> "no " + state + " in " + events);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static boolean isAbout(SctpEvent event, SctpEvent.PathState state) {
    return event instanceof SctpEvent.PeerAddressChange change
        && change.state() == state
        && change.address().getAddress().getHostAddress().equals("10.77.0.2");
  }

  @Test
  @TimeLimit(seconds = 100)
  void tenThousandMessagesSurviveLossAndDelayAndStreamsDoNotWaitForOneAnother() throws Exception {
    TwoPaths.disturb(0, "delay", "20ms", "loss", "5%");
    TwoPaths.disturb(1, "delay", "20ms", "loss", "5%");
    Program peer = peer();
    MessageEndpoint endpoint = connectedTo(peer.line());
    Background<Integer> receiving = listening(endpoint).within(90);
    sendNumbered(endpoint, 0, MESSAGES);
    endpoint.unwrap(Shutdownable.class).shutdownOutput();
    String verdict = peer.line(line -> line.startsWith("all") || line.startsWith("wrong"));
    assertTrue(verdict.startsWith("all 10000 in order"), verdict);
    int overtaken = Integer.parseInt(verdict.substring(verdict.lastIndexOf(' ') + 1));
    assertTrue(overtaken > 0, "a message of another stream overtakes one that was lost");
    assertEquals(MessageEndpoint.END_OF_INPUT, receiving.result());
  }

  @Test
  @TimeLimit(seconds = 60)
  void whenAllPathsAreCutTheAssociationIsLostAndReceivingFails() throws Exception {
    Program peer = peer();
    MessageEndpoint endpoint = connectedTo(peer.line());
    List<SctpEvent> events = eventsOf(endpoint);
    sendNumbered(endpoint, 0, 10);
    TwoPaths.cut(0);
    TwoPaths.cut(1);
    sendNumbered(endpoint, 10, 20);
    IOException lost =
        assertThrows(IOException.class, () -> endpoint.receive(ByteBuffer.allocate(1)));
    assertErrno(lost, Errno.ETIMEDOUT, Errno.ECONNRESET);
    assertTrue(states(events).contains(SctpEvent.AssociationState.COMM_LOST), events::toString);
    assertThrows(IOException.class, () -> endpoint.send(ByteBuffer.allocate(1)));
  }

  @Test
  @TimeLimit(seconds = 60)
  void aPeerIsReachedByItsSecondAddressWhenTheFirstDoesNotAnswer() throws Exception {
    Program peer = peer();
    String port = peer.line();
    TwoPaths.cut(0);
    long start = System.nanoTime();
    MessageEndpoint endpoint = connect("sctp://" + TwoPaths.THERE + ":" + port);
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertEquals(ip(78, 2), ((InetSocketAddress) endpoint.getRemoteAddress()).getAddress());
    assertTrue(millis < 2_500, "took " + millis + " ms"); // less than SCTP's first retry, 3 s
    assertEquals(Duration.ZERO, endpoint.getOption(EndpointOptions.SO_SNDTIMEO));
    sendNumbered(endpoint, 0, 10);
    endpoint.unwrap(Shutdownable.class).shutdownOutput();
    assertTrue(peer.line(line -> line.startsWith("all")).startsWith("all 10 in order"));
  }

  @Test
  void aConnectIntoNowhereEndsInTime() throws Exception {
    TwoPaths.cut(0);
    MessageEndpoint endpoint = open();
    endpoint.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(300));
    assertThrows(
        SocketTimeoutException.class,
        () -> endpoint.connect(new InetSocketAddress(ip(77, 2), 5000)));
    assertFalse(endpoint.isOpen());
  }
}
