package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.ThreadKind;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A socket that another process has as well outlives its close here, whatever call that ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PassedOnTest {

  private static final Network NETWORK = Network.system();

  @BeforeEach
  void needsNative() {
    Host.SENDMMSG.isNeeded();
  }

  @ParameterizedTest
  @MethodSource("dev.sockeye.testkit.ThreadKind#available")
  void aConnectionStaysWithTheOtherProcess(ThreadKind kind) throws Exception {
    for (SocketSpec<MessageEndpoint> spec : List.of(Unix.DATAGRAM, Unix.SEQPACKET)) {
      for (Duration timeout : List.of(Duration.ZERO, Duration.ofMinutes(1))) {
        staysWithTheOther(kind, spec, timeout);
      }
    }
  }

  private static void staysWithTheOther(
      ThreadKind kind, SocketSpec<MessageEndpoint> spec, Duration timeout) throws Exception {
    EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec);
    pair.first().setOption(EndpointOptions.SO_RCVTIMEO, timeout);
    try (Descriptors passed = Descriptors.of(pair.first());
        MessageEndpoint same = passed.endpoint(0, spec);
        MessageEndpoint peer = pair.second()) {
      ByteBuffer buffer = ByteBuffer.allocate(8);
      Background<Integer> reading = Background.run(kind, () -> pair.first().receive(buffer));
      reading.awaitBlocked();
      pair.first().close();
      assertInstanceOf(AsynchronousCloseException.class, reading.within(10).failure());
      peer.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      assertEquals(3, same.receive(buffer));
      same.send(ByteBuffer.wrap(new byte[] {4, 5}));
      assertEquals(2, peer.receive(buffer.clear()));
    }
  }

  /** Who received a connection closes it while its call waits, and the sender keeps it. */
  @ParameterizedTest
  @MethodSource("dev.sockeye.testkit.ThreadKind#available")
  void aReceivedConnectionStaysWithTheSender(ThreadKind kind) throws Exception {
    for (SocketSpec<MessageEndpoint> spec : List.of(Unix.DATAGRAM, Unix.SEQPACKET)) {
      try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec);
          Descriptors passed = Descriptors.of(pair.first())) {
        MessageEndpoint received = passed.endpoint(0, spec);
        ByteBuffer buffer = ByteBuffer.allocate(8);
        Background<Integer> reading = Background.run(kind, () -> received.receive(buffer));
        reading.awaitBlocked();
        received.close();
        assertInstanceOf(AsynchronousCloseException.class, reading.within(10).failure());
        pair.second().send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertEquals(3, pair.first().receive(buffer));
      }
    }
  }

  /** The accept that closing ends may have begun before the listener was passed on. */
  @ParameterizedTest
  @MethodSource("dev.sockeye.testkit.ThreadKind#available")
  void aListenerStaysWithTheOtherProcess(ThreadKind kind) throws Exception {
    for (String scheme : List.of("unix", "unix+seqpacket")) {
      EndpointUri uri = EndpointUri.valueOf(scheme + ":@passed-on-" + System.nanoTime());
      Listener<?> listener =
          scheme.equals("unix") ? NETWORK.listenStream(uri) : NETWORK.listenMessages(uri);
      Background<?> accepting = Background.run(kind, listener::accept);
      accepting.awaitBlocked();
      try (Descriptors passed = Descriptors.of(listener)) {
        listener.close();
        assertInstanceOf(AsynchronousCloseException.class, accepting.within(10).failure());
        assertEquals(1, passed.size());
        (scheme.equals("unix") ? NETWORK.connectStream(uri) : NETWORK.connectMessages(uri)).close();
      }
    }
  }
}
