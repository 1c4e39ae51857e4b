package dev.sockeye.tls;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * One TLS connection: the engine, its two halves, and the handshake, which whoever needs it drives:
 * neither half can do anything before.
 *
 * <p>The handshake has a lock, so that who waits for it need not wait for the read that may follow.
 * Each half has one. Who needs several takes them in that order, or only tries: the handshake's,
 * the input's, the output's.
 */
final class TlsCore {

  private final StreamEndpoint below;
  private final SSLEngine engine;
  private final BooleanSupplier closing;
  private final TlsInput input;
  private final TlsOutput output;

  private final ReentrantLock handshake = new ReentrantLock();
  private boolean begun; // guarded by the handshake's lock; only ever set
  private volatile boolean established; // only ever set
  private volatile IOException failure; // only ever set: reads and writes end with it
  private volatile boolean dropsMemory; // only ever set: what it has is not for others
  private volatile int waitsFor = OP_READ | OP_WRITE; // the handshake

  TlsCore(StreamEndpoint below, SSLEngine engine, BooleanSupplier closing) {
    this.below = below;
    this.engine = engine;
    this.closing = closing;
    int packet = engine.getSession().getPacketBufferSize();
    input = new TlsInput(this, packet);
    output = new TlsOutput(this, packet);
  }

  StreamEndpoint below() {
    return below;
  }

  SSLEngine engine() {
    return engine;
  }

  /** Who has it shakes hands. */
  ReentrantLock handshake() {
    return handshake;
  }

  TlsInput input() {
    return input;
  }

  TlsOutput output() {
    return output;
  }

  /** The memory for records that is held between calls, in bytes. */
  int held() {
    return input.held() + output.held();
  }

  /** Whether its memory is the collector's once it lets go of it. */
  boolean dropsMemory() {
    return dropsMemory;
  }

  /** Keeps its memory from the thread that closes it. */
  void dropMemory() {
    dropsMemory = true;
  }

  boolean isEstablished() {
    return established;
  }

  /** Whether a close has begun: no further call does. */
  boolean isClosing() {
    return closing.getAsBoolean();
  }

  /** What the handshake waits for, below. */
  int waitsFor() {
    return waitsFor;
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** Throws what the connection failed with. */
  void requireSound() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** Throws that, unless it is an end of the input: the output has another. */
  void requireSoundOutput() throws IOException {
    if (!(failure instanceof TlsTruncatedException)) {
      requireSound();
    }
  }

  /** Throws if a call has found its turn too late. */
  void requireOpen() throws AsynchronousCloseException {
    if (isClosing() || !below.isOpen()) {
      throw new AsynchronousCloseException();
    }
  }

  void requireTime(String operation, long deadline) throws SocketTimeoutException {
    if (Deadline.remaining(deadline) <= 0) {
      throw new SocketTimeoutException(sentence(operation, "timed out"));
    }
  }

  /** The sentence of an error message. */
  String sentence(String operation, String reason) {
    SocketAddress local = null;
    SocketAddress remote = null;
    try {
      local = below.getLocalAddress();
      remote = below.getRemoteAddress();
    } catch (IOException closed) {
      // The addresses are gone with the socket: the message does without them.
    }
    return SocketFailure.sentence(operation, "tls", local, remote, reason);
  }

  /** A call that a close met ends as closed, whatever it failed with. */
  IOException closedMeanwhile(IOException e) {
    boolean closed = isClosing() || !below.isOpen();
    if (!closed
        || e instanceof AsynchronousCloseException
        || e instanceof ClosedByInterruptException) {
      return e;
    }
    AsynchronousCloseException meanwhile = new AsynchronousCloseException();
    meanwhile.initCause(e);
    return meanwhile;
  }

  /** Remembers a failure, and has the peer told by an alert why, as far as it listens. */
  IOException fail(SSLException thrown) {
    SSLException e = Alerts.explained(thrown);
    failure = e;
    if (!(e instanceof TlsTruncatedException)) {
      output.owe();
    }
    return e;
  }

  /** Shakes hands, holding the handshake's lock; {@code false} if that would block. */
  boolean shake(long deadline) throws IOException {
    if (established) {
      return true;
    }
    requireSound();
    input.lock().lock(); // which nobody else has any use for yet
    try {
      begin();
      while (isShaking()) {
        if (!step(deadline)) {
          return false;
        } else if (isShaking()) {
          requireTime("handshake", deadline);
        }
      }
      established = flush(deadline);
      return established;
    } catch (SSLException e) {
      throw fail(e);
    } finally {
      input.unlock();
    }
  }

  /** What can be done now, in non-blocking mode; shakes hands as far as that goes. */
  int readyOps() throws IOException {
    if (!established && !shakeInPassing()) {
      return 0;
    }
    return (output.isWritable() ? OP_WRITE : 0) | (input.isReadable() ? OP_READ : 0);
  }

  private boolean shakeInPassing() throws IOException {
    if (!handshake.tryLock()) {
      return false; // Who has it goes on with it.
    }
    try {
      return shake(Deadline.NEVER);
    } finally {
      handshake.unlock();
      output.settle();
    }
  }

  private void begin() throws SSLException {
    if (!begun) {
      begun = true;
      engine.beginHandshake();
    }
  }

  private boolean isShaking() {
    HandshakeStatus status = engine.getHandshakeStatus();
    return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
  }

  private boolean step(long deadline) throws IOException {
    if (!flush(deadline)) {
      return false;
    }
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> wrap(deadline);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        waitsFor = OP_READ;
        return input.advance();
      }
      default -> {}
    }
    return true;
  }

  void runTasks() {
    Runnable task;
    while ((task = engine.getDelegatedTask()) != null) {
      task.run();
    }
  }

  private boolean flush(long deadline) throws IOException {
    waitsFor = OP_WRITE;
    if (!output.hasPending()) {
      return true;
    }
    ReentrantLock lock = output.lock();
    Turns.lock(lock, deadline);
    try {
      return output.flush(deadline);
    } finally {
      lock.unlock();
    }
  }

  private void wrap(long deadline) throws IOException {
    ReentrantLock lock = output.lock();
    Turns.lock(lock, deadline);
    try {
      output.wrapNothing();
    } finally {
      lock.unlock();
    }
  }
}
