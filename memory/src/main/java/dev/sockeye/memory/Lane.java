package dev.sockeye.memory;

import dev.sockeye.Errno;
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

  private long untilReset; // bytes
  private long lastArrival;
  private boolean ended;
  private boolean readerStopped;
  private boolean writerStopped;
  private boolean reset;

  Lane(ConnectionEndpoint<?, ?> writer, ConnectionEndpoint<?, ?> reader, ActiveFaults faults) {
    this.writer = writer;
    this.reader = reader;
    this.faults = faults;
    departures = new Departures(writer.kernel().time(), faults);
    untilReset = faults.plan().resetAfter();
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
    } else if (writerStopped || (readerStopped && !discards())) {
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
    return readerStopped && reader.isOpen() && reader.kind().family() == Family.INET;
  }

  final boolean isReaderStopped() {
    return readerStopped;
  }

  /** The writer writes no more. */
  void end() {
    if (!ended) {
      ended = true;
      announce(arrival(0));
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
    reader.input().changed();
    writer.output().changed();
  }

  /** How many of these bytes may go before the plan breaks the connection off. */
  final int beforeReset(int bytes) {
    return (int) Math.min(bytes, untilReset);
  }

  /** Counts bytes, and breaks the connection off if it is time. */
  final void carried(int bytes) {
    if (untilReset != Long.MAX_VALUE) {
      untilReset -= bytes;
      if (untilReset <= 0) {
        writer.abort();
      }
    }
  }

  /**
   * When bytes arrive that are sent now.
   *
   * @return the moment; 0 for at once
   */
  final long arrival(int bytes) {
    if (faults.delay()) {
      lastArrival = Math.max(lastArrival, departures.arrival(bytes));
    }
    return lastArrival;
  }

  /** Tells the reader of what it finds, at the moment when it arrives. */
  final void announce(long arrival) {
    if (arrival == 0) {
      reader.input().changed();
    } else {
      writer.kernel().schedule(arrival, reader.input()::changed);
    }
  }
}
