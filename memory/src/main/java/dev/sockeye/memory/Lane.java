package dev.sockeye.memory;

import dev.sockeye.Errno;
import dev.sockeye.faults.FaultPlan;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * One direction of a connection, from its writer to its reader. Guarded by the kernel's lock. Flags
 * are only ever set.
 */
abstract class Lane {

  /** A power of two, which a ring that doubles does not overshoot. */
  private static final int LARGEST = 1 << 30;

  private final ConnectionEndpoint<?, ?> writer;
  private final ConnectionEndpoint<?, ?> reader;
  private final ActiveFaults faults;
  private final Departures departures;

  private PlanState counted; // the plan that the bytes are counted for
  private long carried; // bytes
  private long lastArrival;
  private boolean ended;
  private boolean readerStopped;
  private boolean writerStopped;
  private boolean reset;
  private boolean silent;

  Lane(ConnectionEndpoint<?, ?> writer, ConnectionEndpoint<?, ?> reader, ActiveFaults faults) {
    this.writer = writer;
    this.reader = reader;
    this.faults = faults;
    departures = new Departures(writer.kernel().time(), faults);
  }

  /** Whether there is something that was not read yet, be it under way. */
  abstract boolean hasUnread();

  /** Whether something can be read now. */
  abstract boolean hasArrived();

  /** Throws away what was not read. */
  abstract void discard();

  /** Whether something can be written now. */
  abstract boolean hasRoom();

  final ConnectionEndpoint<?, ?> writer() {
    return writer;
  }

  final ConnectionEndpoint<?, ?> reader() {
    return reader;
  }

  final ActiveFaults faults() {
    return faults;
  }

  final long now() {
    return writer.kernel().time().nanoTime();
  }

  /** How many bytes both sides' buffers have room for. */
  final int capacity() {
    long sum = (long) writer.options().sendBuffer() + reader.options().receiveBuffer();
    return (int) Math.max(1, Math.min(LARGEST, sum));
  }

  /** Throws if writing is pointless. */
  final void checkWritable(String operation) throws IOException {
    if (reset) {
      throw writer.failure(operation, Errno.ECONNRESET);
    } else if (writerStopped || (readerStopped && !discards() && !isPartitioned())) {
      throw writer.failure(operation, Errno.EPIPE);
    } else if (ended) {
      throw new ClosedChannelException();
    }
  }

  /** Whether a write would not wait. */
  final boolean isWritable() {
    return reset || writerStopped || readerStopped || ended || hasRoom();
  }

  /** Whether a read would not wait. */
  final boolean isReadable() {
    return readerStopped || hasArrived() || isReset() || hasEnded();
  }

  /** Whether all was read and nothing follows. */
  final boolean hasEnded() {
    return ended && !hasUnread() && now() >= lastArrival;
  }

  /** Whether the reader is to know that the connection broke: after what was sent before. */
  final boolean isReset() {
    return reset && now() >= lastArrival;
  }

  /** Whether what is written goes nowhere, since the reader wants no more but is still there. */
  final boolean discards() {
    return silent || (readerStopped && reader.isOpen() && reader.kind().family() == Family.INET);
  }

  final boolean isReaderStopped() {
    return readerStopped;
  }

  /** The writer writes no more. */
  void end() {
    if (!ended) {
      ended = true;
      arrival(0);
      long slow = faults.plan().slowClose();
      if (slow > 0 && lastArrival != MemoryTime.NEVER) {
        lastArrival = Math.max(lastArrival, now()) + slow;
      }
      announce(lastArrival);
    }
  }

  /** The reader reads no more. */
  final void stopReader() {
    readerStopped = true;
    discard();
    reader.input().changed();
    writer.output().changed();
  }

  /** The reader has no use for more, but reads what there is. */
  final void stopWriter() {
    writerStopped = true;
    end();
    writer.output().changed();
  }

  /** The connection breaks. */
  void reset() {
    reset = true;
    lastArrival = isPartitioned() ? MemoryTime.NEVER : lastArrival;
    reader.input().changed();
    writer.output().changed();
  }

  /** Lets what the writer does go nowhere. */
  final void silence() {
    silent = true;
    writer.output().changed();
  }

  /** Whether nothing gets through for now. */
  private boolean isPartitioned() {
    return writer.kernel().isCut(writer.local(), writer.knownRemote());
  }

  /** Lets what a partition held back arrive, once there is none. */
  final void networkChanged() {
    if (lastArrival == MemoryTime.NEVER && !silent && !isPartitioned()) {
      lastArrival = now() + (faults.delay() ? faults.latency() : 0);
      release(lastArrival);
      announce(lastArrival);
    }
  }

  /** Lets what was to arrive never arrive at a moment. */
  abstract void release(long moment);

  /** How many of these bytes may go before the plan has something become of the connection. */
  final int beforeEvent(int bytes) {
    return (int) Math.min(bytes, Math.max(0, eventAt() - carried()));
  }

  private long eventAt() {
    FaultPlan plan = faults.plan();
    return Math.min(plan.resetAfter(), Math.min(plan.cutAfter(), plan.halfOpenAfter()));
  }

  private long carried() {
    if (counted != faults.state()) {
      counted = faults.state();
      carried = 0;
    }
    return carried;
  }

  /** Counts bytes, and breaks the connection off, ends it or lets it fall silent if it is time. */
  final void carried(int bytes) {
    carried = carried() + bytes;
    if (carried < eventAt()) {
      return;
    }
    FaultPlan plan = faults.plan();
    if (carried >= plan.resetAfter()) {
      writer.abort();
    } else if (carried >= plan.cutAfter()) {
      writer.cut();
    } else if (!silent) {
      writer.silence();
    }
  }

  /**
   * When bytes arrive that are sent now.
   *
   * @return the moment; 0 for at once
   */
  final long arrival(int bytes) {
    if (silent || isPartitioned()) {
      lastArrival = MemoryTime.NEVER;
    } else if (faults.delay()) {
      lastArrival = Math.max(lastArrival, departures.arrival(bytes));
    }
    return lastArrival;
  }

  /** Tells the reader of what it finds, at the moment when it arrives. */
  final void announce(long arrival) {
    if (arrival == MemoryTime.NEVER) {
      return; // nobody knows when
    } else if (arrival == 0) {
      reader.input().changed();
    } else {
      writer.kernel().schedule(arrival, reader.input()::changed);
    }
  }
}
