package dev.sockeye.posix;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.Domain;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Background;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each trait on sockets that have it, or with a call that behaves as theirs do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TraitTest {

  @BeforeEach
  void onLinux() {
    assumeTrue(Abi.isLinux() && Bindings.unavailable().isEmpty(), "native sockets of Linux");
  }

  private static <E extends dev.sockeye.Endpoint> SocketSpec<E> spec(
      String domain, SocketType type, Class<E> shape, Semantics semantics) {
    return new SocketSpec<>(new Domain(domain), type, Protocol.DEFAULT, shape, semantics);
  }

  // Sockets that no shutdown wakes.

  /** Netlink's: EOPNOTSUPP is what its shutdown(2) says, and a receive sleeps on. */
  private static MessageEndpoint netlink() throws IOException {
    SocketSpec<MessageEndpoint> spec =
        spec("AF_NETLINK", SocketType.SOCK_RAW, MessageEndpoint.class, Semantics.DATAGRAM);
    Family family = new Family(spec.domain(), 16, new RawAddresses(16, 12));
    MessageEndpoint endpoint = NativeSockets.open(Kind.of(family, "netlink", spec, 3, 0));
    return endpoint.bind(null);
  }

  /** Of vsock, which any host lets listen. */
  private static Listener<StreamEndpoint> vsock() throws IOException {
    SocketSpec<StreamEndpoint> spec =
        spec("AF_VSOCK", SocketType.SOCK_STREAM, StreamEndpoint.class, Semantics.CONNECTION);
    Family family = new Family(spec.domain(), 40, new RawAddresses(40, 16));
    Kind<StreamEndpoint> kind = Kind.of(family, "vsock", spec, 1, 0, Trait.SHUTDOWN_WAKES);
    assumeTrue(NativeSockets.unavailable(kind).isEmpty(), "this host has no vsock");
    return NativeSockets.listener(kind).bind(null);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReceiveThatNoShutdownWakesIsEnded(boolean interrupt) throws Exception {
    try (MessageEndpoint endpoint = netlink()) {
      Background<Integer> receive =
          Background.run(() -> endpoint.receive(ByteBuffer.allocate(100))).awaitBlocked();
      end(endpoint, receive, interrupt);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAcceptThatNoShutdownWakesIsEnded(boolean interrupt) throws Exception {
    try (Listener<StreamEndpoint> listener = vsock()) {
      end(listener, Background.run(listener::accept).awaitBlocked(), interrupt);
    }
  }

  private static void end(java.nio.channels.Channel socket, Background<?> call, boolean interrupt)
      throws IOException {
    if (interrupt) {
      call.interrupt();
      call.failure(ClosedByInterruptException.class);
      assertTrue(call.wasInterrupted());
    } else {
      socket.close();
      call.failure(AsynchronousCloseException.class);
    }
    assertFalse(socket.isOpen());
  }

  @Test
  void whatHasWaitedHoldsNoDescriptor() throws Exception {
    waitAtOnce(40); // by then those that are kept for the next that wait are there
    int before = descriptors();
    for (int i = 0; i < 20; i++) {
      waitAtOnce(3);
    }
    assertTrue(descriptors() <= before, () -> "from " + before + " to " + descriptors());
  }

  private static void waitAtOnce(int count) throws Exception {
    MessageEndpoint[] endpoints = new MessageEndpoint[count];
    Background<?>[] calls = new Background<?>[count];
    for (int i = 0; i < count; i++) {
      MessageEndpoint endpoint = netlink();
      endpoints[i] = endpoint;
      calls[i] = Background.run(() -> endpoint.receive(ByteBuffer.allocate(100)));
    }
    for (int i = 0; i < count; i++) {
      calls[i].awaitBlocked();
      endpoints[i].close();
      calls[i].failure(AsynchronousCloseException.class);
    }
  }

  private static int descriptors() {
    return new File("/proc/self/fd").list().length;
  }

  // An end that is told once.

  /** An empty datagram is told once too, so UDP as messages over a connection has such an end. */
  private static NativeEndpoint<MessageEndpoint> ending(Trait... traits) throws IOException {
    SocketSpec<MessageEndpoint> spec =
        spec("AF_INET", SocketType.SOCK_SEQPACKET, MessageEndpoint.class, Semantics.CONNECTION);
    Family family = new Family(spec.domain(), InetCodec.AF_INET, InetCodec.OF_INET);
    return (NativeEndpoint<MessageEndpoint>)
        NativeSockets.open(Kind.of(family, "ending", spec, Abi.SOCK_DGRAM, 0, traits));
  }

  @Test
  void anEndThatIsToldOnceIsKeptInMind() throws Exception {
    try (NativeEndpoint<MessageEndpoint> end =
            ending(Trait.SHUTDOWN_WAKES, Trait.REAL_LENGTH, Trait.END_IS_TOLD_ONCE);
        MessageEndpoint peer = Internet.NETWORK.socket(Internet.DATAGRAM)) {
      MessageEndpoint endpoint = (MessageEndpoint) end;
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      peer.bind(any);
      endpoint.bind(any);
      endpoint.connect(peer.getLocalAddress());
      peer.sendTo(ByteBuffer.allocate(1), endpoint.getLocalAddress());
      peer.sendTo(ByteBuffer.allocate(0), endpoint.getLocalAddress());
      assertEquals(1, endpoint.receive(ByteBuffer.allocate(9)));
      assertEquals(END_OF_INPUT, endpoint.receive(ByteBuffer.allocate(9)));
      assertEquals(END_OF_INPUT, endpoint.receive(ByteBuffer.allocate(9)));
      assertEquals(SelectionKey.OP_READ, end.readyOps() & SelectionKey.OP_READ);
      CountDownLatch told = new CountDownLatch(1);
      end.arm(SelectionKey.OP_READ, told::countDown);
      assertTrue(told.await(10, TimeUnit.SECONDS));
    }
  }

  // A queue that is full.

  private static final long DONE = 7;

  /** Finds the queue full some times, as CAN's send does. */
  private static NativeChannel.Call fullFor(int times, AtomicInteger calls) {
    return (fd, address, length, flags) ->
        calls.incrementAndGet() <= times ? -Errno.ENOBUFS.number() : DONE;
  }

  private static long send(NativeEndpoint<?> endpoint, NativeChannel.Call call, long timeout)
      throws IOException {
    endpoint.output.lock.lock();
    try {
      return endpoint.perform(endpoint.output, call, 0, 0, 0, timeout, true);
    } finally {
      endpoint.output.unlock();
    }
  }

  @Test
  void aSendWaitsForAQueueThatIsFull() throws Exception {
    try (NativeEndpoint<?> endpoint = ending(Trait.FULL_QUEUE_IS_ENOBUFS)) {
      AtomicInteger calls = new AtomicInteger();
      assertEquals(DONE, send(endpoint, fullFor(5, calls), 0));
      assertEquals(6, calls.get());
      NativeChannel.Call forEver = fullFor(Integer.MAX_VALUE, new AtomicInteger());
      assertThrows(
          SocketTimeoutException.class,
          () -> send(endpoint, forEver, TimeUnit.MILLISECONDS.toNanos(20)));
    }
  }

  @Test
  void aLoopIsToldLaterOfAQueueThatIsFull() throws Exception {
    try (NativeEndpoint<?> endpoint = ending(Trait.FULL_QUEUE_IS_ENOBUFS)) {
      ((MessageEndpoint) endpoint).configureBlocking(false);
      AtomicInteger calls = new AtomicInteger();
      assertEquals(-Errno.EAGAIN.number(), send(endpoint, fullFor(1, calls), 0));
      CountDownLatch told = new CountDownLatch(1);
      endpoint.arm(SelectionKey.OP_WRITE, told::countDown);
      assertTrue(told.await(10, TimeUnit.SECONDS));
      assertEquals(DONE, send(endpoint, fullFor(0, calls), 0));
      assertEquals(SelectionKey.OP_WRITE, endpoint.readyOps() & SelectionKey.OP_WRITE);
    }
  }

  @Test
  void whatHasNoSuchQueueIsToldOfTheFailure() throws Exception {
    try (NativeEndpoint<?> endpoint = ending()) {
      NativeChannel.Call call = fullFor(1, new AtomicInteger());
      assertEquals(-Errno.ENOBUFS.number(), send(endpoint, call, 0));
    }
  }
}
