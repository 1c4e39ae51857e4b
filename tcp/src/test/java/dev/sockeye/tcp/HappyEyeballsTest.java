package dev.sockeye.tcp;

import static dev.sockeye.testkit.Bounds.assertTimesOut;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Addresses;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.inet.HappyEyeballs;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.Descriptors;
import dev.sockeye.testkit.FullBacklog;
import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.TimeLimit;
import dev.sockeye.testkit.Watchdog;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Watchdog.class)
@TimeLimit(seconds = 30)
class HappyEyeballsTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://db.internal:5432");

  private final StreamFixture fixture = TcpFixtures.v4();
  private final List<StreamEndpoint> tried = new ArrayList<>();
  private Duration timeout = Duration.ZERO;

  @AfterEach
  void noAttemptIsLeftOpen() throws IOException {
    long open = tried.stream().filter(StreamEndpoint::isOpen).count();
    for (StreamEndpoint endpoint : tried) {
      endpoint.close();
    }
    assertTrue(open <= 1, () -> open + " attempts are still open");
  }

  private StreamEndpoint open() throws IOException {
    StreamEndpoint endpoint = fixture.open();
    endpoint.setOption(EndpointOptions.SO_SNDTIMEO, timeout);
    tried.add(endpoint);
    return endpoint;
  }

  private StreamEndpoint connect(InetSocketAddress... addresses) throws IOException {
    return new HappyEyeballs<>("tcp", URI, this::open).connect(List.of(addresses));
  }

  private static InetSocketAddress address(Listener<?> listener) throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  private InetSocketAddress dead() throws IOException {
    return (InetSocketAddress) fixture.deadAddress();
  }

  /** Listens on the loopback address, and takes connections without end or answer. */
  private Listener<StreamEndpoint> blackHole() throws IOException {
    return fixture.openListener().bind(fixture.freeAddress(), 1);
  }

  private static InetSocketAddress ip(String literal) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(literal), 1);
  }

  @Test
  void theFirstAddressThatAnswersIsConnectedTo() throws IOException {
    try (Listener<StreamEndpoint> first = fixture.listen();
        Listener<StreamEndpoint> second = fixture.listen();
        StreamEndpoint endpoint = connect(address(first), address(second))) {
      assertEquals(address(first), endpoint.getRemoteAddress());
      assertTrue(endpoint.isBlocking());
      assertEquals(1, tried.size());
    }
  }

  @Test
  void aRefusedAddressIsFollowedByTheNextAtOnce() throws IOException {
    try (Listener<StreamEndpoint> last = fixture.listen();
        StreamEndpoint endpoint = connect(dead(), dead(), address(last))) {
      assertEquals(address(last), endpoint.getRemoteAddress());
      assertEquals(3, tried.size());
    }
  }

  @Test
  void anAddressThatHangsIsOvertakenByTheNext() throws IOException {
    try (Listener<StreamEndpoint> hole = blackHole();
        FullBacklog full = new FullBacklog(fixture, hole);
        Listener<StreamEndpoint> second = fixture.listen()) {
      long start = System.nanoTime();
      try (StreamEndpoint endpoint = connect(address(hole), address(second))) {
        assertEquals(address(second), endpoint.getRemoteAddress());
      }
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= 250, () -> "the first attempt was given " + millis + " ms only");
      assertTrue(full.established() > 0);
      assertFalse(tried.get(0).isOpen(), "the loser is closed");
    }
  }

  @Test
  void anAddressThatFailsIsFollowedAtOnceWhileAnotherHangs() throws IOException {
    try (Listener<StreamEndpoint> hole = blackHole();
        FullBacklog full = new FullBacklog(fixture, hole);
        Listener<StreamEndpoint> last = fixture.listen()) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 20 && best >= 250; i++) { // the machine may be slow, but not each time
        long start = System.nanoTime();
        connect(address(hole), ip("224.0.0.1"), address(last)).close(); // no TCP there
        best = Math.min(best, (System.nanoTime() - start) / 1_000_000 - 250);
      }
      assertTrue(full.established() > 0);
      assertTrue(best < 250, best + " ms after the second attempt");
    }
  }

  @Test
  void aSlowAddressMayStillWin() throws Exception {
    try (Listener<StreamEndpoint> hole = blackHole();
        FullBacklog full = new FullBacklog(fixture, hole)) {
      InetSocketAddress first = address(hole);
      InetSocketAddress second = dead();
      Background<StreamEndpoint> connecting = Background.run(() -> connect(first, second));
      connecting.awaitBlocked();
      assertTrue(full.established() > 0);
      Background<Void> acceptAll = Background.run(() -> acceptAll(hole));
      try (StreamEndpoint endpoint = connecting.result()) {
        assertEquals(first, endpoint.getRemoteAddress());
      }
      assertFalse(acceptAll.isDone(), "ends when its listener is closed");
    }
  }

  private static Void acceptAll(Listener<StreamEndpoint> listener) throws IOException {
    while (true) {
      listener.accept().close();
    }
  }

  @Test
  void ifAllFailTheFirstFailureIsToldAndTheOthersAreSuppressed() throws IOException {
    InetSocketAddress first = dead();
    InetSocketAddress second = dead();
    InetSocketAddress third = dead();
    ConnectException told =
        assertThrows(ConnectException.class, () -> connect(first, second, third));
    assertTrue(told.getMessage().contains(":" + first.getPort() + ":"), told::getMessage);
    assertEquals(2, told.getSuppressed().length);
    assertTrue(told.getSuppressed()[1].getMessage().contains(":" + third.getPort() + ":"));
  }

  @Test
  void theTimeoutHoldsForAllAttemptsTogether() throws IOException {
    timeout = Duration.ofMillis(400);
    try (Listener<StreamEndpoint> one = blackHole();
        Listener<StreamEndpoint> other = blackHole();
        FullBacklog fullOne = new FullBacklog(fixture, one);
        FullBacklog fullOther = new FullBacklog(fixture, other)) {
      SocketTimeoutException told =
          assertTimesOut(timeout, () -> connect(address(one), address(other), address(one)));
      assertEquals("connect tcp db.internal:5432: timed out", told.getMessage());
      List<String> attempts =
          Arrays.stream(told.getSuppressed()).map(Throwable::getMessage).toList();
      String first = "connect tcp " + Addresses.format(address(one)) + ": timed out";
      String second = "connect tcp " + Addresses.format(address(other)) + ": timed out";
      assertEquals(List.of(first, second, first), attempts);
      assertTrue(fullOne.established() + fullOther.established() > 1);
    }
  }

  @Test
  void aShortTimeoutLeavesEachAddressItsTurn() throws IOException {
    timeout = Duration.ofMillis(200); // less than the delay between two attempts
    try (Listener<StreamEndpoint> hole = blackHole();
        FullBacklog full = new FullBacklog(fixture, hole);
        Listener<StreamEndpoint> last = fixture.listen();
        StreamEndpoint endpoint = connect(address(hole), address(hole), address(last))) {
      assertEquals(address(last), endpoint.getRemoteAddress());
      assertTrue(full.established() > 0);
    }
  }

  @Test
  void anInterruptEndsTheRace() throws Exception {
    try (Listener<StreamEndpoint> one = blackHole();
        FullBacklog full = new FullBacklog(fixture, one)) {
      InetSocketAddress address = address(one);
      Background<StreamEndpoint> connecting =
          Background.run(() -> connect(address, address, address)).awaitBlocked();
      connecting.interrupt();
      connecting.failure(ClosedByInterruptException.class);
      assertTrue(connecting.wasInterrupted());
      assertTrue(full.established() > 0);
    }
  }

  @Test
  void aRaceLeavesNoDescriptorBehind() throws Throwable {
    try (Listener<StreamEndpoint> listener = fixture.listen()) {
      InetSocketAddress first = dead();
      Descriptors.assertKept(
          100,
          () -> {
            try (StreamEndpoint endpoint = connect(first, address(listener))) {
              assertTrue(endpoint.isConnected());
              listener.accept().close();
            }
          });
    }
  }

  @Test
  void aSingleAddressIsConnectedToPlainly() throws IOException {
    InetSocketAddress only = dead();
    assertThrows(ConnectException.class, () -> connect(only));
    assertEquals(1, tried.size());
    assertFalse(tried.get(0).isOpen());
  }
}
