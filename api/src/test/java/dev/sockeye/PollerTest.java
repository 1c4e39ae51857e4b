package dev.sockeye;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PollerTest {

  private static final int READ = SelectionKey.OP_READ;
  private static final int WRITE = SelectionKey.OP_WRITE;

  private Poller poller;
  private final List<Poller.Registration> told = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    poller = Poller.open();
  }

  @AfterEach
  void close() throws IOException {
    poller.close();
  }

  private int poll(int millis) throws IOException {
    told.clear();
    return poller.poll(Duration.ofMillis(millis), told::add);
  }

  private int pollNow() throws IOException {
    told.clear();
    return poller.poll(Duration.ZERO, told::add);
  }

  /** A socket without a JDK channel, whose readiness the test sets. */
  private static final class Source implements ReadinessSource {
    private record Armed(int ops, Runnable callback) {}

    private int ready;
    private int armedFor;
    private final List<Armed> armed = new ArrayList<>();
    private Runnable meanwhile = () -> {}; // happens when it is asked next

    @Override
    public synchronized int readyOps() {
      Runnable task = meanwhile;
      meanwhile = () -> {};
      task.run();
      return ready;
    }

    @Override
    public void arm(int ops, Runnable callback) {
      synchronized (this) {
        armedFor = ops;
        armed.add(new Armed(ops, callback));
      }
      fire(readyOps());
    }

    void ready(int ops) {
      synchronized (this) {
        ready = ops;
      }
      fire(ops);
    }

    void fire(int ops) {
      List<Armed> fired;
      synchronized (this) {
        fired = armed.stream().filter(each -> (each.ops & ops) != 0).toList();
        armed.removeAll(fired);
      }
      fired.forEach(each -> each.callback.run());
    }
  }

  private static Pollable socket(Source source) {
    Pollable socket = mock(Pollable.class);
    when(socket.isOpen()).thenReturn(true);
    when(socket.unwrap(any())).thenThrow(new UnsupportedOperationException());
    doReturn(source).when(socket).unwrap(ReadinessSource.class);
    return socket;
  }

  @Test
  void aSourceThatCallsBackWhileItIsAskedHidesNoOther() throws IOException {
    Source source = new Source();
    Source other = new Source();
    Poller.Registration asked = poller.register(socket(source), READ, null);
    Poller.Registration hidden = poller.register(socket(other), READ, null);
    assertEquals(0, pollNow());
    source.meanwhile =
        () -> {
          other.ready(READ);
          source.ready(READ);
        };
    asked.interest(READ); // so that it is asked
    assertEquals(1, pollNow());
    told.clear();
    assertEquals(2, pollNow());
    assertTrue(told.containsAll(List.of(asked, hidden)));
  }

  @Test
  void tellsWhatChannelsCanDo() throws IOException {
    try (EndpointPair<StreamEndpoint> pair = Loopback.pair()) {
      StreamEndpoint socket = pair.first().configureBlocking(false);
      Poller.Registration registration = poller.register(socket, READ, "mine");
      assertEquals(0, pollNow());
      assertEquals(0, poll(1));
      pair.second().write(ByteBuffer.allocate(1));
      assertEquals(1, poll(10_000));
      assertSame(registration, told.get(0));
      assertSame(socket, registration.socket());
      assertEquals("mine", registration.attachment());
      assertEquals(READ, registration.ready());
      assertEquals(1, pollNow(), "level triggered");
      assertEquals(READ | WRITE, registration.interest(READ | WRITE).interest());
      assertEquals(1, poll(10_000));
      assertEquals(READ | WRITE, registration.ready());
      registration.interest(0);
      assertEquals(0, pollNow());
      assertTrue(registration.isValid());
      registration.cancel();
      assertFalse(registration.isValid());
      assertEquals(0, pollNow());
    }
  }

  @Test
  void lettingGoOfAClosedSocketIsItsOwnDoing() throws IOException {
    EndpointPair<StreamEndpoint> pair = Loopback.pair();
    Poller.Registration registration =
        poller.register(pair.first().configureBlocking(false), WRITE, null);
    pair.close();
    assertEquals(0, pollNow());
    assertFalse(registration.isValid());
  }

  @Test
  void refusesWhatItCannotPoll() throws IOException {
    EndpointPair<StreamEndpoint> pair = Loopback.pair();
    StreamEndpoint socket = pair.first();
    assertThrows(IllegalBlockingModeException.class, () -> poller.register(socket, READ, null));
    socket.configureBlocking(false);
    assertThrows(
        IllegalArgumentException.class,
        () -> poller.register(socket, SelectionKey.OP_ACCEPT, null));
    pair.close();
    assertThrows(ClosedChannelException.class, () -> poller.register(socket, READ, null));
    poller.close();
    assertThrows(ClosedSelectorException.class, () -> poller.register(socket, READ, null));
    assertThrows(ClosedSelectorException.class, this::pollNow);
    assertFalse(poller.isOpen());
  }

  @Test
  void tellsWhatOthersCanDo() throws IOException {
    Source source = new Source();
    Poller.Registration registration = poller.register(socket(source), READ, 7);
    assertEquals(0, pollNow());
    assertEquals(READ, source.armedFor);
    source.ready(WRITE);
    assertEquals(0, poll(1));
    source.ready(READ | WRITE);
    assertEquals(1, poll(10_000));
    assertSame(registration, told.get(0));
    assertEquals(READ, registration.ready());
    assertEquals(1, poll(10_000), "level triggered");
    source.ready(0);
    assertEquals(0, poll(1));
    assertEquals(WRITE, registration.interest(WRITE).interest());
    source.ready(WRITE);
    assertEquals(1, poll(10_000));
    assertEquals(WRITE, registration.ready());
    registration.interest(0);
    assertEquals(0, pollNow());
    registration.interest(WRITE);
    registration.cancel();
    assertEquals(0, pollNow());
    assertFalse(registration.isValid());
  }

  @Test
  void aSourceWakesAPollThatWaits() throws Exception {
    Source source = new Source();
    poller.register(socket(source), READ, null);
    Threads.Call<Integer> poll = Threads.start(() -> poller.poll(told::add)).awaitIn("select");
    source.ready(READ);
    assertEquals(1, poll.get());
  }

  @Test
  void aSourceThatClosesIsDropped() throws IOException {
    Source source = new Source();
    Pollable socket = socket(source);
    Poller.Registration registration = poller.register(socket, READ, null);
    assertEquals(0, pollNow());
    when(socket.isOpen()).thenReturn(false);
    source.fire(~0);
    assertEquals(0, pollNow());
    assertFalse(registration.isValid());
  }

  @Test
  void aSpuriousCallbackIsHarmless() throws IOException {
    Source source = new Source();
    poller.register(socket(source), READ, null);
    assertEquals(0, pollNow());
    source.fire(~0);
    assertEquals(0, poll(1));
    source.ready(READ);
    assertEquals(1, poll(10_000));
  }

  @Test
  void bothKindsInOnePoll() throws IOException {
    Source source = new Source();
    poller.register(socket(source), READ, null);
    try (EndpointPair<StreamEndpoint> pair = Loopback.pair()) {
      poller.register(pair.first().configureBlocking(false), WRITE, null);
      source.ready(READ);
      assertEquals(2, poll(10_000));
      assertEquals(2, told.size());
    }
  }

  @Test
  void withoutTimeItLooksAndReturns() throws IOException {
    Source source = new Source();
    poller.register(socket(source), READ, null);
    assertEquals(0, poller.poll(Duration.ZERO, told::add));
    source.ready(READ);
    assertEquals(1, poller.poll(Duration.ZERO, told::add));
  }

  @Test
  void wakeupEndsAWait() throws Exception {
    Threads.Call<Integer> poll = Threads.start(() -> poller.poll(told::add)).awaitIn("select");
    poller.wakeup();
    assertEquals(0, poll.get());
    poller.wakeup();
    assertEquals(0, poll(10_000), "the next one, if none waits");
    poller.wakeup();
    assertEquals(0, pollNow());
    long start = System.nanoTime();
    assertEquals(0, poll(50), "but one only");
    assertTrue(System.nanoTime() - start >= 49_000_000);
  }

  @Test
  void aWaitObeysItsTime() throws IOException {
    Source source = new Source();
    poller.register(socket(source), READ, null); // wakes the poller, but not its user
    long start = System.nanoTime();
    assertEquals(0, poll(100));
    long waited = (System.nanoTime() - start) / 1_000_000;
    assertTrue(waited >= 99 && waited < 5_000, waited + " ms");
    assertEquals(0, poller.poll(Duration.ofNanos(1), told::add));
  }

  @Test
  void closeEndsAWait() throws Exception {
    Threads.Call<Integer> poll = Threads.start(() -> poller.poll(told::add)).awaitIn("select");
    poller.close();
    assertThrows(ClosedSelectorException.class, poll::get);
  }

  @Test
  void anInterruptEndsAWait() throws Exception {
    Threads.Call<Boolean> poll =
        Threads.start(
                () -> {
                  poller.poll(told::add);
                  return Thread.interrupted();
                })
            .awaitIn("select");
    poll.thread().interrupt();
    assertTrue(poll.get());
  }

  @Test
  void anActionThatThrowsCostsNoOtherSocketItsTurn() throws IOException {
    Source[] sources = {new Source(), new Source(), new Source()};
    for (Source source : sources) {
      poller.register(socket(source), READ, source);
      source.ready(READ);
    }
    for (int i = 0; i < 2; i++) {
      assertThrows(
          IllegalStateException.class,
          () ->
              poller.poll(
                  Duration.ZERO,
                  registration -> {
                    throw new IllegalStateException();
                  }));
    }
    assertEquals(3, pollNow());
  }

  @Test
  void asksASourceOnceForEachOperation() throws IOException {
    Source source = new Source();
    Poller.Registration registration = poller.register(socket(source), READ, null);
    for (int i = 0; i < 100; i++) {
      assertEquals(0, pollNow());
      registration.interest(i % 2 == 0 ? READ | WRITE : READ);
    }
    assertEquals(2, source.armed.size());
    source.ready(READ);
    assertEquals(1, poll(10_000));
    source.ready(0);
    assertEquals(0, pollNow());
    source.ready(READ);
    assertEquals(1, poll(10_000));
  }

  @Test
  void closeEndsTheRegistrationsOfSourcesToo() throws IOException {
    Poller.Registration registration = poller.register(socket(new Source()), 0, null);
    assertEquals(0, pollNow());
    poller.close();
    assertFalse(registration.isValid());
  }

  @Test
  void aSocketThatIsClosedMeanwhileIsNoTroubleToItsRegistration() throws IOException {
    EndpointPair<StreamEndpoint> pair = Loopback.pair();
    Poller.Registration registration =
        poller.register(pair.first().configureBlocking(false), WRITE, null);
    assertEquals(
        1,
        poller.poll(
            Duration.ofSeconds(10),
            ready -> {
              close(pair);
              assertEquals(WRITE, ready.ready());
              assertEquals(0, ready.interest(READ).interest());
            }));
    assertEquals(WRITE, registration.ready());
  }

  private static void close(EndpointPair<StreamEndpoint> pair) {
    try {
      pair.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void refusesOperationsThatASourceCannotDo() throws IOException {
    Pollable socket = socket(new Source());
    int accept = SelectionKey.OP_ACCEPT;
    assertThrows(IllegalArgumentException.class, () -> poller.register(socket, accept, null));
    Poller.Registration registration = poller.register(socket, READ, null);
    assertThrows(IllegalArgumentException.class, () -> registration.interest(accept));
    assertThrows(IllegalArgumentException.class, () -> registration.interest(1 << 9));
    assertEquals(READ, registration.interest());
  }

  @Test
  void refusesANegativeTimeout() {
    for (Duration negative : List.of(Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
      assertThrows(IllegalArgumentException.class, () -> poller.poll(negative, told::add));
    }
  }
}
