package dev.sockeye.faults;

import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.faults.FaultEvent.What;
import dev.sockeye.internal.Buffers;
import java.io.IOException;

/**
 * What {@link FaultyMessages} send: at once, or, where the plan delays it, when it is time. Guarded
 * by the socket's lock; goes on after its close until all has left.
 */
final class FaultySender {

  private static final long CAPACITY = 1 << 20; // bytes under way, with what each message costs
  private static final int OVERHEAD = 256;
  static final long OVERTAKEN = 50_000_000; // how long a message waits for the next one

  private final FaultyMessages socket;
  private final MessageEndpoint under;
  private final ParcelQueue delayed = new ParcelQueue();
  private long lastArrival = System.nanoTime();
  private long underWay; // bytes, with what each message costs
  private Parcel overtaken; // waits for the next message to go first; null if none does
  private Chance chance; // of the message that is being sent; null if it was not drawn
  private IOException failure; // of what was sent before; told once
  private boolean closes; // only ever set: once all has left

  /** What a draw has found for one message. */
  private record Chance(boolean lost, boolean doubled, boolean overtaken) {

    static final Chance NONE = new Chance(false, false, false);

    static Chance draw(Line line) {
      return new Chance(line.loses(), line.duplicates(), line.reorders());
    }
  }

  /** Sends underneath. */
  @FunctionalInterface
  interface Call {
    int run() throws IOException;
  }

  /** The message as one, should it have to be kept. */
  @FunctionalInterface
  interface Whole {
    Message message();
  }

  FaultySender(FaultyMessages socket) {
    this.socket = socket;
    under = socket.under();
  }

  boolean isReady() {
    if (failure != null || socket.broken() != null || socket.link().isSilent()) {
      return true;
    }
    return isDirect() ? socket.readyUnder(OP_WRITE) != 0 : underWay < CAPACITY;
  }

  private boolean isDirect() {
    return delayed.isEmpty() && !socket.link().sent().delays();
  }

  /** Sends a message if there is room. */
  int send(String operation, Whole whole, Call call) throws IOException {
    Line line = socket.link().sent();
    requireUnbroken(operation, line);
    if (socket.link().isSilent()) {
      return swallow(whole.message());
    } else if (chance == null) {
      chance = socket.isLossy() ? Chance.draw(line) : Chance.NONE;
    }
    int n = send(line, whole, call);
    if (n >= 0) {
      chance = null;
      line.carriedMessage(n);
      strikeIfTime(line);
    }
    return n;
  }

  private void requireUnbroken(String operation, Line line) throws IOException {
    if (failure != null) {
      IOException told = failure;
      failure = null;
      throw told;
    } else if (socket.broken() == null) {
      strikeIfTime(line);
    }
    if (socket.broken() != null) {
      boolean reset = socket.broken() == What.RESET;
      throw socket.failure(operation, reset ? Errno.ECONNRESET : Errno.EPIPE);
    }
  }

  private void strikeIfTime(Line line) {
    What event = socket.event(line);
    if (event != null) {
      socket.strike(event, line);
    }
  }

  private static int swallow(Message message) {
    int n = (int) message.remaining();
    Buffers.consume(message);
    return n;
  }

  private int send(Line line, Whole whole, Call call) throws IOException {
    Link link = socket.link();
    if (chance.lost) {
      link.tell(What.LOST, line);
      return swallow(whole.message());
    } else if (underWay >= CAPACITY) {
      return MessageEndpoint.WOULD_BLOCK;
    }
    boolean holds = chance.overtaken && overtaken == null;
    Parcel copy = holds || chance.doubled || !isDirect() ? copy(whole.message()) : null;
    if (holds) {
      link.tell(What.REORDERED, line);
      hold(copy);
      return swallow(whole.message());
    }
    int n = copy != null && !isDirect() ? later(line, copy, whole) : now(call);
    if (n >= 0 && chance.doubled) {
      link.tell(What.DUPLICATED, line);
      dispatch(line, copy.again(copy.arrival()));
    }
    if (n >= 0) {
      letOvertakenGo();
    }
    return n;
  }

  private static Parcel copy(Message message) throws IOException {
    return Parcel.toSend(message, System.nanoTime());
  }

  private int now(Call call) throws IOException {
    int n = call.run();
    if (n < 0) {
      socket.notReady(OP_WRITE);
      socket.watchFor(OP_WRITE);
    }
    return n;
  }

  private int later(Line line, Parcel copy, Whole whole) {
    dispatch(line, copy);
    return swallow(whole.message());
  }

  private void hold(Parcel parcel) {
    overtaken = parcel;
    socket.at(
        System.nanoTime() + OVERTAKEN,
        () -> {
          if (overtaken == parcel) {
            letOvertakenGo();
          }
        });
  }

  private void letOvertakenGo() {
    Parcel next = overtaken;
    if (next != null) {
      overtaken = null;
      dispatch(socket.link().sent(), next);
    }
  }

  /** Sends it after the plan's time, which may be at once. */
  private void dispatch(Line line, Parcel parcel) {
    long arrival = System.nanoTime();
    if (line.delays()) {
      arrival = socket.arrival(line, parcel.length());
    }
    delayed.add(parcel.at(arrival));
    underWay += parcel.length() + OVERHEAD;
    lastArrival = Math.max(lastArrival, arrival);
    if (line.delays()) {
      socket.tryAgainAt(arrival);
    } else {
      push();
    }
  }

  /** Hands over what it is time for. */
  void push() {
    for (Parcel next; (next = delayed.arrived()) != null && leaves(next); ) {
      delayed.removeFirst();
      underWay -= next.length() + OVERHEAD;
    }
    if (delayed.isEmpty() && closes && lastArrival - System.nanoTime() <= 0) {
      closes = false;
      socket.closeAtLast();
    }
  }

  /** Whether it is gone, to its receiver or for good. */
  private boolean leaves(Parcel parcel) {
    try {
      if (!under.isOpen()) {
        parcel.drop();
      } else if (parcel.sendTo(under) == MessageEndpoint.WOULD_BLOCK) {
        socket.notReady(OP_WRITE);
        socket.watchFor(OP_WRITE);
        return false;
      }
    } catch (IOException e) {
      failure = e;
      parcel.drop();
    }
    return true;
  }

  /** When the last of what is under way leaves, or the end that a close has announced. */
  long lastArrival() {
    return lastArrival;
  }

  /** Whether the close is yet to come, when all has left. */
  boolean closesLater(long slow) {
    letOvertakenGo();
    if (delayed.isEmpty() && slow == 0) {
      return false;
    }
    closes = true;
    lastArrival = Math.max(lastArrival, System.nanoTime() + slow);
    socket.tryAgainAt(lastArrival);
    return true;
  }
}
