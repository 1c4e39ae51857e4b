package dev.sockeye.posix;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where a call leaves its {@code errno}, since the JVM may make calls of its own before we look.
 *
 * <p>A platform thread has one of its own, for it may block in a call. Virtual threads, of which
 * there may be a million, share: one that is in a call keeps its carrier, and of these there are
 * few.
 */
final class CallState {

  /** To be given to each function, whose first argument is then a {@link #segment}. */
  static final Linker.Option CAPTURED = Linker.Option.captureCallState("errno");

  /** Its only member here is an {@code int}, which a buffer reads without a handle to be made. */
  private static final int SIZE = (int) Linker.Option.captureStateLayout().byteSize();

  private static final int SPARES = 256; // as many as the scheduler has carriers at most, as it is
  private static final ThreadLocal<CallState> OWN = new ThreadLocal<>();
  private static final AtomicReferenceArray<CallState> SPARE = new AtomicReferenceArray<>(SPARES);

  private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
  private final MemorySegment segment = MemorySegment.ofBuffer(memory);

  private CallState() {}

  /** One that no other call has until it is given back. */
  static CallState take() {
    Thread caller = Thread.currentThread();
    return caller.isVirtual() ? takeSpare(slot(caller)) : own();
  }

  private static CallState own() {
    CallState own = OWN.get();
    if (own == null) {
      own = new CallState();
      OWN.set(own);
    }
    return own;
  }

  private static CallState takeSpare(int slot) {
    CallState spare = SPARE.getAndSet(slot, null);
    return spare == null ? new CallState() : spare;
  }

  void giveBack() {
    Thread caller = Thread.currentThread();
    if (caller.isVirtual()) {
      SPARE.set(slot(caller), this);
    }
  }

  private static int slot(Thread caller) {
    return (int) caller.threadId() & (SPARES - 1);
  }

  MemorySegment segment() {
    return segment;
  }

  int errno() {
    return memory.getInt(0);
  }
}
