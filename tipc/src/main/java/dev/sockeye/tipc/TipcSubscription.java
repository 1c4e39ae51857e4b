package dev.sockeye.tipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What to be told of by the topology server: {@code struct tipc_subscr} of {@code <linux/tipc.h>},
 * 28 bytes in the order of this machine.
 *
 * @param range which services
 * @param everySocket whether to be told of each socket that is bound, {@code TIPC_SUB_PORTS}; else
 *     only as the first is and as the last is no more, {@code TIPC_SUB_SERVICE}
 * @param timeout after how long it ends, at most 49 days; empty for never, {@code
 *     TIPC_WAIT_FOREVER}
 * @param handle what comes back with each event, {@code usr_handle}, to tell subscriptions apart
 */
public record TipcSubscription(
    TipcAddress.Range range, boolean everySocket, Optional<Duration> timeout, long handle) {

  /** How many bytes it takes. */
  public static final int SIZE = 28;

  private static final int TIPC_SUB_PORTS = 1;
  private static final int TIPC_SUB_SERVICE = 2;
  private static final int TIPC_SUB_CANCEL = 4;
  private static final int TIPC_WAIT_FOREVER = -1;
  private static final long MOST_MILLIS = 0xffff_fffeL;

  private static final int TIMEOUT = 12;
  private static final int FILTER = 16;
  private static final int HANDLE = 20;

  /**
   * Checks the timeout.
   *
   * @param range which services
   * @param everySocket whether to be told of each socket that is bound
   * @param timeout after how long it ends
   * @param handle what comes back with each event
   * @throws IllegalArgumentException if it is negative or too long
   */
  public TipcSubscription {
    Objects.requireNonNull(range, "range");
    timeout.ifPresent(TipcSubscription::requireShort);
  }

  /**
   * Of services, without an end, told as the first is there and as none is any more.
   *
   * @param range which
   */
  public TipcSubscription(TipcAddress.Range range) {
    this(range, false, Optional.empty(), 0);
  }

  private static void requireShort(Duration timeout) {
    if (timeout.isNegative() || timeout.toMillis() > MOST_MILLIS) {
      throw new IllegalArgumentException("timeout is not from 0 to " + MOST_MILLIS + " ms");
    }
  }

  /**
   * Writes it, as it is sent to the topology server.
   *
   * @param into where to, at its position, which moves on by {@value #SIZE}
   * @throws java.nio.BufferOverflowException if there is no room
   */
  public void write(ByteBuffer into) {
    write(into, 0);
  }

  /**
   * Writes what ends it: the same with {@code TIPC_SUB_CANCEL}.
   *
   * @param into where to, at its position, which moves on by {@value #SIZE}
   * @throws java.nio.BufferOverflowException if there is no room
   */
  public void writeCancel(ByteBuffer into) {
    write(into, TIPC_SUB_CANCEL);
  }

  private void write(ByteBuffer into, int more) {
    ByteOrder order = into.order();
    into.order(ByteOrder.nativeOrder());
    try {
      into.putInt((int) range.type()).putInt((int) range.lower()).putInt((int) range.upper());
      into.putInt(timeout.isPresent() ? (int) timeout.get().toMillis() : TIPC_WAIT_FOREVER);
      into.putInt((everySocket ? TIPC_SUB_PORTS : TIPC_SUB_SERVICE) | more).putLong(handle);
    } finally {
      into.order(order);
    }
  }

  /** Reads one, in the order of this machine, without regard to the buffer's position. */
  static TipcSubscription read(ByteBuffer from, int at) {
    TipcAddress.Range range =
        new TipcAddress.Range(
            TipcCodec.unsigned(from, at),
            TipcCodec.unsigned(from, at + 4),
            TipcCodec.unsigned(from, at + 8));
    int millis = from.getInt(at + TIMEOUT);
    return new TipcSubscription(
        range,
        (from.getInt(at + FILTER) & TIPC_SUB_PORTS) != 0,
        millis == TIPC_WAIT_FOREVER
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(Integer.toUnsignedLong(millis))),
        from.getLong(at + HANDLE));
  }
}
