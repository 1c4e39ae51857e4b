package dev.sockeye.faults;

import static java.nio.channels.SelectionKey.OP_READ;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.faults.FaultEvent.What;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What {@link FaultyMessages} receive: as it comes, or, where the plan changes that, what has been
 * received underneath at once. Guarded by the socket's lock.
 */
final class FaultyReceiver {

  /** More than the longest message that Linux's default socket buffers (212992 bytes) carry. */
  private static final int LONGEST = 256 * 1024;

  private static final int KEPT = 1024; // messages

  private final FaultyMessages socket;
  private final MessageEndpoint under;
  private final ParcelQueue kept = new ParcelQueue();
  private ByteBuffer buffer; // null until it is needed
  private Parcel overtaken; // comes after the next message; null if none does
  private boolean ended; // only ever set: no more comes from underneath
  private IOException failure; // told once, after what came before
  private long endArrives;

  /** Receives underneath. */
  @FunctionalInterface
  interface Call {
    int run() throws IOException;
  }

  FaultyReceiver(FaultyMessages socket) {
    this.socket = socket;
    under = socket.under();
  }

  void discard() {
    kept.drop();
  }

  boolean isReady() {
    if (socket.link().isSilent()) {
      return false;
    }
    pull();
    return kept.arrived() != null || isOver() || (isDirect() && socket.readyUnder(OP_READ) != 0);
  }

  private boolean isDirect() {
    return kept.isEmpty() && overtaken == null && !ended && failure == null && !changesAnything();
  }

  private boolean changesAnything() {
    FaultPlan plan = socket.link().received().plan();
    boolean chance = plan.loss() + plan.duplication() + plan.reordering() > 0;
    return socket.link().received().delays()
        || (socket.isLossy() && chance)
        || (socket.isOrdered() && plan.slowClose() > 0);
  }

  private boolean isOver() {
    if (!kept.isEmpty()) {
      return false;
    }
    return failure != null
        || socket.broken() != null
        || (ended && endArrives - System.nanoTime() <= 0);
  }

  /** Lets a call receive underneath if nothing is between; else gives {@code null}. */
  Integer receiveDirectly(Call call) throws IOException {
    Line line = socket.link().received();
    strikeIfTime(line);
    if (socket.link().isSilent() || socket.broken() != null) {
      return null;
    }
    pull();
    if (!isDirect()) {
      return null;
    }
    socket.notReady(OP_READ);
    int n = call.run();
    if (n == MessageEndpoint.WOULD_BLOCK) {
      socket.watchFor(OP_READ);
    } else if (n >= 0) {
      line.carriedMessage(n);
      strikeIfTime(line);
    }
    return n;
  }

  private void strikeIfTime(Line line) {
    What event = socket.broken() == null ? socket.event(line) : null;
    // What came before the silence is still received.
    if (event != null && (event != What.SILENCED || kept.isEmpty())) {
      socket.strike(event, line);
    }
  }

  /**
   * Takes what has arrived.
   *
   * @return {@code null} if there is nothing, or, with {@link #isAtEnd}, no more
   */
  Parcel take(String operation) throws IOException {
    if (socket.link().isSilent()) {
      return null;
    }
    if (kept.arrived() != null) {
      return kept.removeFirst();
    } else if (isOver() && failure != null) {
      IOException told = failure;
      failure = null;
      throw told;
    } else if (isOver() && socket.broken() == What.RESET) {
      throw socket.failure(operation, Errno.ECONNRESET);
    }
    return null;
  }

  boolean isAtEnd() {
    return !socket.link().isSilent() && isOver();
  }

  /** Receives underneath what is kept then, if the plan changes anything. */
  void pull() {
    if (ended || failure != null || socket.broken() != null || !socket.isOpen()) {
      return;
    }
    Line line = socket.link().received();
    if ((changesAnything() || !kept.isEmpty()) && !socket.link().isSilent()) {
      while (kept.size() < KEPT && socket.event(line) == null && pullOne(line)) {
        // until there is no more
      }
    }
  }

  private boolean pullOne(Line line) {
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(LONGEST);
    }
    Message message = Message.of(buffer.clear());
    try {
      int n = under.receiveMessage(message);
      if (n == MessageEndpoint.WOULD_BLOCK) {
        socket.notReady(OP_READ);
        socket.watchFor(OP_READ);
        return false;
      } else if (n == MessageEndpoint.END_OF_INPUT) {
        ended = true;
        endArrives = line.arrivalInOrder(0) + line.plan().slowClose();
        socket.tryAgainAt(endArrives);
        return false;
      }
      arrive(line, message, n);
      return true;
    } catch (IOException e) {
      failure = e;
      return false;
    }
  }

  private void arrive(Line line, Message message, int length) throws IOException {
    Link link = socket.link();
    boolean lossy = socket.isLossy();
    boolean lost = lossy && line.loses();
    boolean doubled = lossy && line.duplicates();
    boolean late = lossy && line.reorders();
    if (lost) {
      link.tell(What.LOST, line);
      message.clearHeader();
    } else {
      keep(line, Parcel.received(message, 0), doubled, late);
    }
    line.carriedMessage(length);
    strikeIfTime(line);
  }

  private void keep(Line line, Parcel parcel, boolean doubled, boolean late) throws IOException {
    Link link = socket.link();
    if (late && overtaken == null) {
      link.tell(What.REORDERED, line);
      overtaken = parcel;
      socket.at(System.nanoTime() + FaultySender.OVERTAKEN, () -> letOvertakenCome(parcel));
      return;
    }
    insert(line, parcel);
    if (doubled) {
      link.tell(What.DUPLICATED, line);
      insert(line, parcel.again(0));
    }
    if (overtaken != null) {
      Parcel last = overtaken;
      overtaken = null;
      insert(line, last);
    }
  }

  private void letOvertakenCome(Parcel parcel) {
    if (overtaken == parcel) {
      overtaken = null;
      insert(socket.link().received(), parcel);
      socket.tellOfInput();
    }
  }

  private void insert(Line line, Parcel parcel) {
    long arrival = System.nanoTime();
    if (line.delays()) {
      arrival = socket.arrival(line, parcel.length());
      socket.tryAgainAt(arrival);
    }
    kept.add(parcel.at(arrival));
  }
}
