package dev.sockeye.tls;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The engine and what is on its way through it. Who needs both locks takes that for reading first.
 */
final class TlsCore {

  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};
  private static final int RECORDS = 4; // that go out by one write

  final ReentrantLock readLock = new ReentrantLock();
  final ReentrantLock writeLock = new ReentrantLock();

  private final StreamEndpoint below;
  private final SSLEngine engine;
  private final ByteBuffer netIn; // guarded by readLock; position to limit: not decrypted yet
  private final ByteBuffer plain; // guarded by readLock; position to limit: not read yet
  private final ByteBuffer netOut; // guarded by writeLock; position to limit: not written yet

  private volatile boolean begun; // only ever set
  private volatile boolean established; // only ever set
  private volatile boolean notified; // only ever set: the peer sent close_notify
  private volatile boolean plainHeld; // whether plain has something
  private volatile boolean pending; // whether netOut has something
  private volatile boolean owed; // whether the engine has an answer to send
  private volatile boolean outputEnded; // only ever set
  private volatile IOException failure; // only ever set: reads and writes end with it
  private volatile int waitsFor; // what the handshake waits for

  TlsCore(StreamEndpoint below, SSLEngine engine) {
    this.below = below;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    netIn = ByteBuffer.allocateDirect(2 * packet).limit(0);
    plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).limit(0);
    netOut = ByteBuffer.allocateDirect(RECORDS * packet).limit(0);
  }

  SSLEngine engine() {
    return engine;
  }

  boolean isBegun() {
    return begun;
  }

  boolean isEstablished() {
    return established;
  }

  boolean isOutputEnded() {
    return outputEnded;
  }

  boolean hasPending() {
    return pending;
  }

  int waitsFor() {
    return waitsFor == 0 ? OP_READ | OP_WRITE : waitsFor;
  }

  /** Whether a read gives something without reading below. */
  boolean isReadable() {
    return plainHeld || notified || failure != null;
  }

  IOException failure() {
    return failure;
  }

  /** Shakes hands, holding both locks; {@code false} if that would block. */
  boolean shake(long deadline) throws IOException {
    if (established) {
      return true;
    } else if (failure != null) {
      throw failure;
    }
    try {
      if (!begun) {
        begun = true;
        engine.beginHandshake();
      }
      waitsFor = 0;
      boolean more = true;
      while (more && step()) {
        requireTime(deadline);
        more = isShaking();
      }
      established = !more && flush();
      return established;
    } catch (SSLException e) {
      throw fail(e);
    }
  }

  private static void requireTime(long deadline) throws SocketTimeoutException {
    if (Deadline.remaining(deadline) <= 0) {
      throw new SocketTimeoutException("timed out");
    }
  }

  private boolean isShaking() {
    HandshakeStatus status = engine.getHandshakeStatus();
    return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
  }

  private boolean step() throws IOException {
    if (!flush()) {
      waitsFor = OP_WRITE;
      return false;
    }
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> wrapNothing();
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        Status status = unwrap();
        if (status == Status.BUFFER_UNDERFLOW && fill() == 0) {
          waitsFor = OP_READ;
          return false;
        } else if (status == Status.CLOSED) {
          throw new SSLException("the peer closed during the handshake");
        }
      }
      default -> {}
    }
    return true;
  }

  private void runTasks() {
    Runnable task;
    while ((task = engine.getDelegatedTask()) != null) {
      task.run();
    }
  }

  /** Takes a record apart, into what is read next. Holding readLock, with nothing to be read. */
  private Status unwrap() throws SSLException {
    plain.clear();
    SSLEngineResult result;
    try {
      result = engine.unwrap(netIn, plain);
    } finally {
      plain.flip();
      plainHeld = plain.hasRemaining();
    }
    return result.getStatus();
  }

  /** Reads below: how many bytes; 0 if that would block. */
  private int fill() throws IOException {
    netIn.compact();
    int n;
    try {
      n = below.read(netIn);
    } finally {
      netIn.flip();
    }
    if (n < 0) {
      throw new TlsTruncatedException(
          "read TLS: the stream was cut: it ended without close_notify");
    }
    return n;
  }

  /**
   * Decrypts until there is something to read, holding readLock.
   *
   * @return how many bytes there are; 0 if that would block, -1 at the end
   */
  int decrypt(long deadline) throws IOException {
    while (!plain.hasRemaining()) {
      if (notified) {
        return -1;
      } else if (failure != null) {
        throw failure;
      }
      try {
        if (!decryptOne(deadline)) {
          return 0;
        }
      } catch (SSLException e) {
        throw fail(e);
      }
    }
    return plain.remaining();
  }

  private boolean decryptOne(long deadline) throws IOException {
    Status status = unwrap();
    if (status == Status.CLOSED) {
      notified = true;
    } else if (status == Status.BUFFER_UNDERFLOW) {
      if (fill() == 0) {
        return false;
      }
      requireTime(deadline);
    }
    HandshakeStatus next = engine.getHandshakeStatus();
    if (next == HandshakeStatus.NEED_TASK) {
      runTasks();
      next = engine.getHandshakeStatus();
    }
    if (next == HandshakeStatus.NEED_WRAP && !notified) {
      owed = true;
      settle();
    }
    return true;
  }

  /** Holding readLock. */
  int give(ByteBuffer dst) {
    int n = Math.min(dst.remaining(), plain.remaining());
    if (n > 0) {
      dst.put(dst.position(), plain, plain.position(), n);
      dst.position(dst.position() + n);
      plain.position(plain.position() + n);
      plainHeld = plain.hasRemaining();
    }
    return n;
  }

  /** Sends what the engine owes, unless a writer is there: then that does, when it leaves. */
  void settle() throws IOException {
    while (owed && writeLock.tryLock()) {
      try {
        owed = false;
        wrapNothing();
        flush();
      } finally {
        writeLock.unlock();
      }
    }
  }

  /** Holding writeLock. */
  private void wrapNothing() throws SSLException {
    wrap(NOTHING, 0, 1);
  }

  /** Makes records of what fits, behind those that are there. Holding writeLock. */
  int wrap(ByteBuffer[] srcs, int offset, int length) throws SSLException {
    netOut.compact();
    int consumed = 0;
    try {
      SSLEngineResult result;
      do {
        result = engine.wrap(srcs, offset, length, netOut);
        consumed += result.bytesConsumed();
      } while (result.getStatus() == Status.OK && result.bytesConsumed() > 0);
    } finally {
      netOut.flip();
      pending = netOut.hasRemaining();
    }
    return consumed;
  }

  /** Writes below what is there, holding writeLock: whether that is all. */
  boolean flush() throws IOException {
    try {
      while (netOut.hasRemaining() && below.write(netOut) > 0) {
        // a write with a timeout may be a part
      }
    } finally {
      pending = netOut.hasRemaining();
    }
    return !pending;
  }

  /** Holding writeLock. */
  void updateKeys() throws IOException {
    engine.beginHandshake(); // in TLS 1.3 that is KeyUpdate
    wrapNothing();
    flush();
  }

  /** Sends close_notify, holding writeLock: whether it was all written. */
  boolean end() throws IOException {
    outputEnded = true;
    engine.closeOutbound();
    wrapNothing();
    return flush();
  }

  /** Tells the peer by an alert why, as far as it listens. */
  private IOException fail(SSLException thrown) {
    SSLException e = Alerts.explained(thrown);
    failure = e;
    if (!(e instanceof TlsTruncatedException) && writeLock.tryLock()) {
      try {
        wrapNothing();
        flush();
      } catch (IOException unheard) {
        e.addSuppressed(unheard);
      } finally {
        writeLock.unlock();
      }
    }
    return e;
  }
}
