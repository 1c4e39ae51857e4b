package dev.sockeye.tls;

import dev.sockeye.BrokenPipeException;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The half of a connection that writes: makes records, and sees to it that they leave. What else is
 * to be sent, an alert or the end, is owed: who has the lock sends it before, or just after, he
 * lets go of it.
 */
final class TlsOutput {

  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};
  private static final int RECORDS = 4; // that go out by one write
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100); // with a writer

  private final TlsCore core;
  private final StreamEndpoint below;
  private final SSLEngine engine;
  private final LaterFlush later;
  private final ReentrantLock lock = new ReentrantLock();

  private final int packet; // the longest record
  private volatile int held; // what the records take between calls

  // Guarded by the lock; position to limit: not written yet.
  private ByteBuffer records = RecordMemory.NONE;

  private final ByteBuffer[] single = new ByteBuffer[1]; // guarded by the lock
  private volatile boolean pending; // whether there are some

  private volatile boolean owed; // the engine has something to send
  private volatile boolean endOwed; // close_notify is to be sent
  private volatile boolean ended; // only ever set: this side writes no more

  TlsOutput(TlsCore core, int packet) {
    this.core = core;
    this.packet = packet;
    below = core.below();
    engine = core.engine();
    later = new LaterFlush(this, below);
  }

  /** Who has it writes. */
  ReentrantLock lock() {
    return lock;
  }

  boolean hasPending() {
    return pending;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether a write would take something, or fail. */
  boolean isWritable() {
    if (!pending || !lock.tryLock()) {
      return !pending;
    }
    try {
      return flush(Deadline.NEVER);
    } catch (IOException e) {
      return true; // The next write tells it.
    } finally {
      lock.unlock();
      settle();
    }
  }

  void requireOutput() throws IOException {
    if (ended) {
      throw new ClosedChannelException();
    }
    core.requireSoundOutput();
  }

  /**
   * Writes one buffer or several, once hands are shaken.
   *
   * @return how many bytes were taken, of which some may be on their way yet
   */
  long write(ByteBuffer one, ByteBuffer[] several, int offset, int length, long all, long deadline)
      throws IOException {
    Turns.lock(lock, deadline);
    try {
      single[0] = one;
      return writeNow(several == null ? single : several, offset, length, all, deadline);
    } finally {
      single[0] = null;
      lock.unlock();
      settle();
    }
  }

  private long writeNow(ByteBuffer[] srcs, int offset, int length, long all, long deadline)
      throws IOException {
    long taken = 0;
    try {
      while (taken < all && flush(deadline)) {
        core.requireOpen();
        requireOutput();
        taken += wrap(srcs, offset, length, all - taken);
      }
      flush(deadline);
    } catch (IOException e) {
      if (taken == 0 || core.isClosing() || !below.isOpen()) {
        throw core.closedMeanwhile(e);
      } // What was taken counts; the next call meets the failure again.
    }
    return taken;
  }

  /** Writes below what is there, holding the lock: whether that is all. */
  boolean flush(long deadline) throws IOException {
    try {
      while (records.hasRemaining()) {
        if (below.write(records) == 0) {
          return false;
        } else if (records.hasRemaining() && below.isBlocking()) {
          core.requireTime("write", deadline);
        }
      }
      return true;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      later.giveUp();
      throw e;
    } finally {
      pending = records.hasRemaining();
      settleMemory();
    }
  }

  /** Lets go of memory that has nothing in it, unless a call is under way, which does. */
  void trySettleMemory() {
    if (lock.tryLock()) {
      try {
        settleMemory();
      } finally {
        lock.unlock();
        settle();
      }
    }
  }

  /** Lets go of memory that has nothing in it. Holding the lock. */
  private void settleMemory() {
    records = RecordMemory.SENT.release(records, core);
    if (records.capacity() != held) {
      held = records.capacity();
    }
  }

  /** The memory that is held between calls, in bytes. */
  int held() {
    return held;
  }

  /** Makes room behind the records that are there. Holding the lock. */
  private void makeRoom() {
    if (RecordMemory.isNone(records)) {
      records = RecordMemory.SENT.take(RECORDS * packet);
    }
    records.compact();
  }

  /** Makes records of what fits, behind those that are there. Holding the lock. */
  private long wrap(ByteBuffer[] srcs, int offset, int length, long left) throws IOException {
    long taken = 0;
    makeRoom();
    try {
      SSLEngineResult result;
      do {
        result = engine.wrap(srcs, offset, length, records);
        taken += result.bytesConsumed();
      } while (taken < left && result.getStatus() == Status.OK && result.bytesConsumed() > 0);
      if (taken == 0 && result.getStatus() == Status.CLOSED) {
        throw new BrokenPipeException(core.sentence("write", "the peer has ended both ways"));
      } else if (taken == 0 && result.bytesProduced() == 0) {
        throw new SSLException(core.sentence("write", "the engine takes nothing: " + result));
      }
    } finally {
      records.flip();
      pending = records.hasRemaining();
    }
    return taken;
  }

  /** Makes a record of what the engine has to say. Holding the lock. */
  void wrapNothing() throws SSLException {
    makeRoom();
    try {
      engine.wrap(NOTHING, records);
    } finally {
      records.flip();
      pending = records.hasRemaining();
    }
  }

  /** Sends KeyUpdate, RFC 8446 section 4.6.3, and asks the peer for one. */
  void updateKeys(long deadline) throws IOException {
    Turns.lock(lock, deadline);
    try {
      if (flush(deadline)) {
        engine.beginHandshake(); // in TLS 1.3 that is KeyUpdate
        wrapNothing();
        flush(deadline);
      }
    } finally {
      lock.unlock();
      settle();
    }
  }

  /** The engine has an answer, or an alert: it is sent now, or by who has the lock. */
  void owe() {
    owed = true;
    settle();
  }

  /** The peer sent close_notify. Before TLS 1.3 it is answered, and that is the end. */
  void peerEnded() {
    if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
      owe();
    }
  }

  /** Pays what is owed, and sees to what is pending. Not to be called with records half made. */
  void settle() {
    while (owes() && lock.tryLock()) {
      try {
        if (!flush(Deadline.NEVER)) {
          break; // What is owed needs room: it follows later.
        }
        pay();
        flush(Deadline.NEVER);
      } catch (IOException e) {
        break; // The next call meets it.
      } finally {
        lock.unlock();
      }
    }
    if (pending && !lock.isLocked()) {
      later.begin(); // else who has the lock comes here when he lets go of it
    }
  }

  private boolean owes() {
    return owed || (endOwed && core.isEstablished());
  }

  /** Holding the lock. */
  private void pay() throws SSLException {
    if (owed) {
      owed = false;
      wrapNothing();
    }
    if (endOwed && core.isEstablished()) {
      endOwed = false;
      engine.closeOutbound();
      wrapNothing();
    }
  }

  /**
   * Writes no more: close_notify follows what was taken, without waiting for the peer to read. A
   * write that waits for that ends, and the stream is cut there: half a record can have no end.
   */
  void end() throws IOException {
    if (ended) {
      return;
    }
    ended = true;
    endOwed = true;
    settle();
    if (endOwed && core.isEstablished() && !later.isUnderWay()) {
      if (takesTurn()) {
        lock.unlock();
        settle();
      } else {
        below.shutdownOutput();
      }
    }
  }

  /** Takes the lock, unless a writer is stuck with it, as in non-blocking mode nobody is. */
  boolean takesTurn() {
    if (below.isBlocking()) {
      return Turns.tryLock(lock, Deadline.after(PATIENCE));
    }
    lock.lock();
    return true;
  }

  /** Sends what is left and close_notify, holding the lock: whether there was room for it. */
  boolean farewell() throws IOException {
    ended = true;
    if (!flush(Deadline.NEVER)) {
      return false;
    }
    engine.closeOutbound();
    wrapNothing();
    return flush(Deadline.NEVER);
  }
}
