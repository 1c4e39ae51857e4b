package dev.sockeye.testkit;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.Pollable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Closing and interrupting wake every call that blocks, and a closed socket says that it is. */
public abstract class StreamCloseContract extends StreamCases {

  private static final int MUCH = 1 << 20;

  /** How often each call meets a close. */
  private static final int RACES = 10;

  /** Creates the contract; JUnit does. */
  protected StreamCloseContract() {}

  @OnEachCallKind
  void closeWakesABlockedRead(CallKind kind) throws Exception {
    needs(kind);
    StreamEndpoint endpoint = kind.prepare(pair().first());
    assertCloseWakes(kind, endpoint, () -> endpoint.read(ByteBuffer.allocate(1)));
  }

  @OnEachCallKind
  void closeWakesABlockedScatteringRead(CallKind kind) throws Exception {
    needs(kind);
    StreamEndpoint endpoint = kind.prepare(pair().first());
    ByteBuffer[] buffers = {ByteBuffer.allocate(1), ByteBuffer.allocate(1)};
    assertCloseWakes(kind, endpoint, () -> endpoint.read(buffers));
  }

  @OnEachCallKind
  void closeWakesABlockedWrite(CallKind kind) throws Exception {
    needs(kind);
    StreamEndpoint endpoint = kind.prepare(pair().first());
    Background<Void> write = writingWithoutEnd(kind.thread(), endpoint).awaitBlocked();
    endpoint.close();
    assertWriteClosed(write);
    assertFalse(write.wasInterrupted());
    assertFalse(endpoint.isOpen());
  }

  @OnEachCallKind
  void closeWakesABlockedGatheringWrite(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.BACK_PRESSURE);
    needs(Capability.WHOLE_WRITES);
    StreamEndpoint endpoint = kind.prepare(pair().first());
    ByteBuffer[] buffers = {ByteBuffer.allocate(1), Zeros.BUFFER.duplicate()};
    assertCloseWakes(kind, endpoint, () -> endpoint.write(buffers));
  }

  @OnEachThreadKind
  void closeWakesWhoeverSendsAFile(ThreadKind kind, @TempDir Path folder) throws Exception {
    needs(kind);
    needs(Capability.BACK_PRESSURE);
    StreamEndpoint endpoint = pair().first();
    try (FileChannel file = FileChannel.open(folder.resolve("zeros"), CREATE_NEW, READ, WRITE)) {
      file.write(ByteBuffer.allocate(1), MORE_THAN_BUFFERS - 1);
      Background<?> sending =
          inBackground(kind, () -> Streams.transfer(file, 0, MORE_THAN_BUFFERS, endpoint))
              .awaitBlocked();
      endpoint.close();
      Throwable thrown = sending.failure();
      assertTrue(thrown instanceof ClosedChannelException, thrown::toString);
      assertTrue(file.isOpen());
    }
  }

  @OnEachThreadKind
  void closeWakesWhoeverCopiesAndWaitsForInput(ThreadKind kind) throws Exception {
    needs(kind);
    EndpointPair<StreamEndpoint> from = pair();
    EndpointPair<StreamEndpoint> to = pair();
    Background<?> copying = inBackground(kind, () -> Streams.copy(from.second(), to.first()));
    Background<byte[]> receiver = inBackground(() -> receive(to.second(), MUCH));
    send(from.first(), new byte[MUCH]);
    receiver.result();
    copying.awaitBlocked();
    from.second().close();
    copying.failure(AsynchronousCloseException.class);
    assertTrue(to.first().isOpen());
  }

  @OnEachThreadKind
  void closeWakesWhoeverCopiesAndWaitsForRoom(ThreadKind kind) throws Exception {
    needs(kind);
    needs(Capability.BACK_PRESSURE);
    EndpointPair<StreamEndpoint> from = pair();
    EndpointPair<StreamEndpoint> to = pair();
    writingWithoutEnd(ThreadKind.PLATFORM, from.first());
    Background<?> copying =
        inBackground(kind, () -> Streams.copy(from.second(), to.first())).awaitBlocked();
    to.first().close();
    Throwable thrown = copying.failure();
    assertTrue(thrown instanceof ClosedChannelException, thrown::toString);
    assertTrue(from.second().isOpen());
  }

  private void assertWriteClosed(Background<?> write) {
    if (has(Capability.WHOLE_WRITES)) {
      write.failure(AsynchronousCloseException.class);
    } else {
      Throwable thrown = write.failure();
      assertTrue(thrown instanceof ClosedChannelException, thrown::toString);
    }
  }

  @OnEachCallKind
  void closeWakesABlockedAccept(CallKind kind) throws Exception {
    needs(kind);
    Listener<StreamEndpoint> listener = kind.prepare(listen());
    assertCloseWakes(kind, listener, listener::accept);
  }

  @OnEachCallKind
  void closeWakesABlockedConnect(CallKind kind) throws Exception {
    needs(kind);
    SocketAddress full = fullListener();
    StreamEndpoint endpoint = kind.prepare(open());
    assertCloseWakes(kind, endpoint, () -> endpoint.connect(full));
  }

  private SocketAddress fullListener() throws Exception {
    needs(Capability.SOCKETS);
    needs(Capability.BACKLOG_BLOCKS);
    Listener<StreamEndpoint> listener = openListener().bind(transport().freeAddress(), 1);
    closing(new FullBacklog(transport(), listener));
    return listener.getLocalAddress();
  }

  private void assertCloseWakes(CallKind kind, Pollable socket, Callable<?> call) throws Exception {
    Background<?> blocked = inBackground(kind.thread(), call).awaitBlocked();
    socket.close();
    blocked.failure(AsynchronousCloseException.class);
    assertFalse(blocked.wasInterrupted());
    assertFalse(socket.isOpen());
  }

  @OnEachCallKind
  void closeWakesAllReadersThatQueue(CallKind kind) throws Exception {
    needs(kind);
    StreamEndpoint endpoint = kind.prepare(pair().first());
    List<Background<Integer>> reads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      reads.add(inBackground(kind.thread(), () -> endpoint.read(ByteBuffer.allocate(1))));
    }
    reads.forEach(Background::awaitBlocked);
    endpoint.close();
    for (Background<Integer> read : reads) {
      Throwable thrown = read.failure();
      assertTrue(thrown instanceof ClosedChannelException, thrown::toString);
    }
  }

  @OnEachCallKind
  void closeWakesAReaderAndAWriterAtOnce(CallKind kind) throws Exception {
    needs(kind);
    StreamEndpoint endpoint = kind.prepare(pair().first());
    Background<Void> write = writingWithoutEnd(kind.thread(), endpoint);
    Background<?> read = inBackground(kind.thread(), () -> endpoint.read(ByteBuffer.allocate(1)));
    read.awaitBlocked();
    write.awaitBlocked();
    endpoint.close();
    read.failure(AsynchronousCloseException.class);
    assertWriteClosed(write);
  }

  @OnEachCallKind
  void anInterruptEndsABlockedRead(CallKind kind) throws Exception {
    needs(kind);
    StreamEndpoint endpoint = kind.prepare(pair().first());
    assertInterruptEnds(kind, endpoint, () -> endpoint.read(ByteBuffer.allocate(1)));
  }

  @OnEachCallKind
  void anInterruptEndsABlockedWrite(CallKind kind) throws Exception {
    needs(kind);
    StreamEndpoint endpoint = kind.prepare(pair().first());
    assertInterruptEnds(endpoint, writingWithoutEnd(kind.thread(), endpoint));
  }

  @OnEachCallKind
  void anInterruptEndsABlockedAccept(CallKind kind) throws Exception {
    needs(kind);
    Listener<StreamEndpoint> listener = kind.prepare(listen());
    assertInterruptEnds(kind, listener, listener::accept);
  }

  @OnEachCallKind
  void anInterruptEndsABlockedConnect(CallKind kind) throws Exception {
    needs(kind);
    SocketAddress full = fullListener();
    StreamEndpoint endpoint = kind.prepare(open());
    assertInterruptEnds(kind, endpoint, () -> endpoint.connect(full));
  }

  private void assertInterruptEnds(CallKind kind, Pollable socket, Callable<?> call) {
    assertInterruptEnds(socket, inBackground(kind.thread(), call));
  }

  private static void assertInterruptEnds(Pollable socket, Background<?> blocked) {
    blocked.awaitBlocked().interrupt();
    blocked.failure(ClosedByInterruptException.class);
    assertTrue(blocked.wasInterrupted(), "the thread is still interrupted");
    assertFalse(socket.isOpen());
  }

  @OnEachCallKind
  void aCallThatWouldBlockOnAnInterruptedThreadDoesNot(CallKind kind) throws Exception {
    needs(kind);
    StreamEndpoint endpoint = kind.prepare(pair().first());
    Background<?> read =
        inBackground(
            kind.thread(),
            () -> {
              Thread.currentThread().interrupt();
              return endpoint.read(ByteBuffer.allocate(1));
            });
    read.failure(ClosedByInterruptException.class);
    assertTrue(read.wasInterrupted());
    assertFalse(endpoint.isOpen());
  }

  @OnEachCallKind
  void anInterruptOfAReaderThatQueuesTakesEffectWhenItIsItsTurn(CallKind kind) throws Exception {
    needs(kind);
    EndpointPair<StreamEndpoint> pair = pair();
    StreamEndpoint endpoint = kind.prepare(pair.first());
    Background<byte[]> first =
        inBackground(kind.thread(), () -> receive(endpoint, 1)).awaitBlocked();
    Background<byte[]> second =
        inBackground(kind.thread(), () -> receive(endpoint, 1)).awaitBlocked();
    second.interrupt();
    send(pair.second(), (byte) 1);
    second.failure(ClosedByInterruptException.class);
    assertTrue(second.wasInterrupted());
    assertTrue(first.result().length == 1 || !endpoint.isOpen());
  }

  @Test
  void closingTwiceOrWhileIdleIsHarmless() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    Listener<StreamEndpoint> listener = listen();
    for (Pollable socket : new Pollable[] {pair.first(), pair.second(), listener}) {
      assertTrue(socket.isOpen());
      socket.close();
      assertFalse(socket.isOpen());
      socket.close();
      assertFalse(socket.isOpen());
    }
  }

  @Test
  void closingFromManyThreadsAtOnceIsHarmless() throws Exception {
    for (int round = 0; round < 20; round++) {
      StreamEndpoint endpoint = pair().first();
      Background<?> read = inBackground(() -> endpoint.read(ByteBuffer.allocate(1))).awaitBlocked();
      List<Background<Void>> closes = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        closes.add(
            inBackground(
                () -> {
                  endpoint.close();
                  return null;
                }));
      }
      for (Background<Void> close : closes) {
        close.result();
      }
      read.failure(AsynchronousCloseException.class);
    }
  }

  @Test
  void aSocketThatWasNeverUsedCanBeClosed() throws Exception {
    StreamEndpoint endpoint = open();
    endpoint.close();
    assertFalse(endpoint.isOpen());
    Listener<StreamEndpoint> listener = openListener();
    listener.close();
    assertFalse(listener.isOpen());
  }

  @Test
  void aClosedEndpointRefusesEveryCall() throws Exception {
    StreamEndpoint endpoint = pair().first();
    SocketAddress remote = endpoint.getRemoteAddress();
    endpoint.close();
    ByteBuffer[] buffers = {ByteBuffer.allocate(1)};
    assertFalse(endpoint.isConnected());
    assertClosed(() -> endpoint.read(ByteBuffer.allocate(1)));
    assertClosed(() -> endpoint.read(buffers));
    assertClosed(() -> endpoint.write(ByteBuffer.allocate(1)));
    assertClosed(() -> endpoint.write(buffers));
    assertClosed(() -> endpoint.write(buffers, 0, 1));
    assertClosed(() -> endpoint.bind(null));
    assertClosed(() -> endpoint.connect(remote));
    assertClosed(endpoint::finishConnect);
    assertClosed(endpoint::shutdownInput);
    assertClosed(endpoint::shutdownOutput);
    assertClosed(() -> endpoint.configureBlocking(false));
    assertClosed(endpoint::getLocalAddress);
    assertClosed(endpoint::getRemoteAddress);
    if (has(Capability.BUFFER_SIZES)) {
      assertClosed(() -> endpoint.getOption(StandardSocketOptions.SO_RCVBUF));
      assertClosed(() -> endpoint.setOption(StandardSocketOptions.SO_RCVBUF, 4096));
    }
  }

  @Test
  void aClosedEndpointWithTimeoutsRefusesReadsAndWrites() throws Exception {
    needs(Capability.TIMEOUTS);
    StreamEndpoint endpoint = CallKind.TIMED.prepare(pair().first());
    endpoint.close();
    assertClosed(() -> endpoint.read(ByteBuffer.allocate(1)));
    assertClosed(() -> endpoint.write(ByteBuffer.allocate(1)));
    Listener<StreamEndpoint> listener = CallKind.TIMED.prepare(listen());
    listener.close();
    assertClosed(listener::accept);
  }

  private static List<Callable<?>> calls(StreamEndpoint endpoint) {
    ByteBuffer buffer = ByteBuffer.allocate(1);
    ByteBuffer[] buffers = {buffer, ByteBuffer.allocate(1)};
    return List.of(
        () -> endpoint.read(buffer.clear()),
        () -> endpoint.read(buffers),
        () -> endpoint.write(buffer.clear()),
        () -> endpoint.write(buffers),
        endpoint::getLocalAddress,
        endpoint::getRemoteAddress,
        endpoint::finishConnect,
        () -> endpoint.getOption(StandardSocketOptions.SO_RCVBUF),
        () -> endpoint.setOption(StandardSocketOptions.SO_RCVBUF, 65_536),
        () -> endpoint.configureBlocking(true));
  }

  @OnEachCallKind
  void aCloseDuringAnyCallEndsItAsClosed(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.BUFFER_SIZES);
    int forms = calls(pair().first()).size();
    for (int i = 0; i < forms * RACES; i++) {
      EndpointPair<StreamEndpoint> pair = pair();
      StreamEndpoint endpoint = kind.prepare(pair.first());
      assertEndsAsClosed(kind.thread(), endpoint, i * 10, calls(endpoint).get(i % forms));
      pair.second().close();
    }
  }

  @Test
  void aClosedListenerRefusesEveryCall() throws Exception {
    Listener<StreamEndpoint> listener = listen();
    SocketAddress address = transport().freeAddress();
    listener.close();
    assertClosed(listener::accept);
    assertClosed(() -> listener.bind(address));
    assertClosed(() -> listener.bind(address, 5));
    assertClosed(listener::getLocalAddress);
    assertClosed(() -> listener.configureBlocking(false));
    if (has(Capability.BUFFER_SIZES)) {
      assertClosed(() -> listener.getOption(StandardSocketOptions.SO_RCVBUF));
      assertClosed(() -> listener.setOption(StandardSocketOptions.SO_RCVBUF, 4096));
    }
  }

  /** Some JDKs tell a close before the call and one meanwhile apart, others do not. */
  private static void assertClosed(Executable call) {
    Throwable thrown = assertThrows(ClosedChannelException.class, call);
    assertFalse(thrown instanceof ClosedByInterruptException, thrown::toString);
  }
}
