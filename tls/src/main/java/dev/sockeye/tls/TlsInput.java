package dev.sockeye.tls;

import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** The half of a connection that reads: takes records apart, into the caller's buffer if it can. */
final class TlsInput {

  private static final int HEADER = 5; // of a record, RFC 8446 section 5.1
  private static final byte MAJOR_VERSION = 3; // the second byte of it, in all versions
  private static final int NOTHING_YET = -2;

  private final TlsCore core;
  private final SSLEngine engine;
  private final ReentrantLock lock = new ReentrantLock();

  private final int packet; // the longest record
  private volatile int held; // what the first two take between calls

  // Guarded by the lock. Of the first two, from position to limit.
  private ByteBuffer records = RecordMemory.NONE; // not decrypted yet
  private ByteBuffer plain = RecordMemory.NONE; // decrypted, where the caller's had no room
  private final ByteBuffer[] single = new ByteBuffer[1];
  private final ByteBuffer[] target = new ByteBuffer[1];

  private volatile boolean unread; // whether plain has something
  private volatile boolean notified; // only ever set: the peer sent close_notify
  private volatile boolean ended; // only ever set: this side reads no more

  TlsInput(TlsCore core, int packet) {
    this.core = core;
    this.packet = packet;
    engine = core.engine();
  }

  /** Who has it reads, and ends that by {@link #unlock}. */
  ReentrantLock lock() {
    return lock;
  }

  /** Lets go of the lock, and of memory that has nothing in it. */
  void unlock() {
    try {
      settleMemory();
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of memory that has nothing in it, unless a call is under way, which does. */
  void trySettleMemory() {
    if (lock.tryLock()) {
      unlock();
    }
  }

  private void settleMemory() {
    records = RecordMemory.RECEIVED.release(records, core);
    plain = RecordMemory.DECRYPTED.release(plain, core);
    int now = records.capacity() + plain.capacity();
    if (now != held) {
      held = now;
    }
  }

  /** The memory that is held between calls, in bytes. */
  int held() {
    return held;
  }

  /** Reads no more. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether a read has something to tell, found without waiting below. */
  boolean isReadable() throws IOException {
    if (unread || notified || ended || core.hasFailed()) {
      return true;
    } else if (!lock.tryLock()) {
      return false; // Who reads takes it.
    }
    try {
      return decrypt(Deadline.NEVER) != 0;
    } finally {
      unlock();
    }
  }

  /**
   * Reads into one buffer or into several, once hands are shaken.
   *
   * @return how many bytes; 0 if that would block, -1 at the end
   */
  long read(ByteBuffer one, ByteBuffer[] several, int offset, int length, long deadline)
      throws IOException {
    Turns.lock(lock, deadline);
    try {
      core.requireOpen();
      single[0] = one;
      return ended ? -1 : readNow(several == null ? single : several, offset, length, deadline);
    } catch (IOException e) {
      if (ended && !core.isClosing() && core.below().isOpen()) {
        return -1;
      }
      throw core.closedMeanwhile(e);
    } finally {
      single[0] = null;
      unlock();
    }
  }

  private long readNow(ByteBuffer[] dsts, int offset, int length, long deadline)
      throws IOException {
    if (plain.hasRemaining()) {
      return give(dsts, offset, length);
    }
    ByteBuffer first = firstWithRoom(dsts, offset);
    int start = first.position();
    int there = decryptInto(first, deadline);
    if (there <= 0) {
      return there;
    }
    return first.position() - start + give(dsts, offset, length);
  }

  /** Whether there is room in one buffer, or in several. */
  static boolean hasRoom(ByteBuffer one, ByteBuffer[] several, int offset, int length) {
    boolean room = false;
    for (int i = offset; i < offset + length; i++) {
      ByteBuffer dst = several == null ? one : several[i];
      if (dst.isReadOnly()) {
        throw new IllegalArgumentException("Read-only buffer");
      }
      room |= dst.hasRemaining();
    }
    return room;
  }

  /** There is one: a read without room gives 0 before. */
  private static ByteBuffer firstWithRoom(ByteBuffer[] dsts, int offset) {
    int i = offset;
    while (!dsts[i].hasRemaining()) {
      i++;
    }
    return dsts[i];
  }

  private long give(ByteBuffer[] dsts, int offset, int length) {
    long all = 0;
    for (int i = offset; i < offset + length && plain.hasRemaining(); i++) {
      ByteBuffer dst = dsts[i];
      int n = Math.min(dst.remaining(), plain.remaining());
      dst.put(dst.position(), plain, plain.position(), n);
      dst.position(dst.position() + n);
      plain.position(plain.position() + n);
      all += n;
    }
    unread = plain.hasRemaining();
    return all;
  }

  /** As {@link #decrypt}, into the buffer if it has the room. */
  private int decryptInto(ByteBuffer first, long deadline) throws IOException {
    target[0] = first;
    try {
      return decrypt(deadline);
    } finally {
      target[0] = null;
    }
  }

  /**
   * Decrypts until there is something to read, holding the lock.
   *
   * @return how many bytes there are, in the target or kept here; 0 if that would block, -1 at the
   *     end
   */
  int decrypt(long deadline) throws IOException {
    while (!plain.hasRemaining()) {
      if (notified) {
        return -1;
      }
      core.requireSound();
      try {
        int n = decryptOne(deadline);
        if (n != NOTHING_YET) {
          return n;
        }
      } catch (SSLException e) {
        throw ended || core.isClosing() ? e : core.fail(e);
      }
    }
    return plain.remaining();
  }

  private int decryptOne(long deadline) throws IOException {
    if (!hasRecord()) {
      return fillInTime(deadline);
    }
    SSLEngineResult result = unwrap();
    if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
      return fillInTime(deadline);
    }
    notified |= result.getStatus() == Status.CLOSED;
    answer();
    return result.bytesProduced() > 0 ? result.bytesProduced() : NOTHING_YET;
  }

  private int fillInTime(long deadline) throws IOException {
    if (fill() == 0) {
      return 0;
    }
    core.requireTime("read", deadline);
    return NOTHING_YET;
  }

  /** Whether it is worth asking the engine, which knows what to say of what is no record. */
  private boolean hasRecord() {
    int there = records.remaining();
    return there >= HEADER
        && (there >= HEADER + length()
            || HEADER + length() > records.capacity()
            || records.get(records.position() + 1) != MAJOR_VERSION);
  }

  /** Of the record that comes next, without its header. */
  private int length() {
    return records.getShort(records.position() + HEADER - 2) & 0xffff;
  }

  private SSLEngineResult unwrap() throws SSLException {
    if (target[0] != null && hasRoomForRecord(target[0])) {
      SSLEngineResult direct = engine.unwrap(records, target, 0, 1);
      if (direct.getStatus() != Status.BUFFER_OVERFLOW) {
        return direct;
      }
    }
    SSLEngineResult kept = unwrapToKeep();
    if (kept.getStatus() == Status.BUFFER_OVERFLOW) {
      plain = RecordMemory.NONE; // since the longest record has become longer
      kept = unwrapToKeep();
    }
    if (kept.getStatus() == Status.BUFFER_OVERFLOW) {
      throw new SSLException(core.sentence("read", "a record is larger than any may be"));
    }
    return kept;
  }

  /** What is decrypted is never longer. */
  private boolean hasRoomForRecord(ByteBuffer dst) {
    return dst.remaining() >= length();
  }

  private SSLEngineResult unwrapToKeep() throws SSLException {
    if (RecordMemory.isNone(plain)) {
      int longest = engine.getSession().getApplicationBufferSize();
      plain = RecordMemory.DECRYPTED.take(longest);
    }
    plain.clear();
    try {
      return engine.unwrap(records, plain);
    } finally {
      plain.flip();
      unread = plain.hasRemaining();
    }
  }

  /** Does what the record that came asks for: KeyUpdate, or before TLS 1.3 the end of both ways. */
  private void answer() throws SSLException {
    HandshakeStatus next = engine.getHandshakeStatus();
    boolean wantsEnd = core.output().hasEnded() && next != HandshakeStatus.NEED_TASK;
    if (next == HandshakeStatus.NOT_HANDSHAKING || wantsEnd) {
      return; // An engine that has ended its output asks to read until the end.
    } else if (notified) {
      core.output().peerEnded();
      return;
    } else if (!isSinglePass()) {
      engine.closeOutbound();
      throw new SSLHandshakeException(
          core.sentence("read", "the peer asks for renegotiation, which is refused"));
    }
    if (next == HandshakeStatus.NEED_TASK) {
      core.runTasks();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      core.output().owe();
    }
  }

  /** Since TLS 1.3 there is no second handshake: what looks like one is KeyUpdate or a ticket. */
  private boolean isSinglePass() {
    return engine.getSession().getProtocol().equals("TLSv1.3");
  }

  /** Reads below: how many bytes; 0 if that would block. */
  private int fill() throws IOException {
    if (RecordMemory.isNone(records)) {
      records = RecordMemory.RECEIVED.take(2 * packet);
    }
    records.compact();
    int n;
    try {
      n = core.below().read(records);
    } finally {
      records.flip();
    }
    if (n < 0) {
      throw new TlsTruncatedException(
          core.sentence("read", "the stream was cut: it ended without close_notify"));
    }
    return n;
  }

  /** Takes a record of the handshake, holding the lock; {@code false} if that would block. */
  boolean advance() throws IOException {
    Status status = unwrapToKeep().getStatus();
    if (status == Status.CLOSED) {
      throw new SSLException(core.sentence("handshake", "the peer closed"));
    }
    return status != Status.BUFFER_UNDERFLOW || fill() > 0;
  }
}
