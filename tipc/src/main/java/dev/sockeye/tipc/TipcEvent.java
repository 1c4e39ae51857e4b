package dev.sockeye.tipc;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the topology server tells: {@code struct tipc_event} of {@code <linux/tipc.h>}, 48 bytes in
 * the order of this machine.
 *
 * @param kind what happened
 * @param lower the first instance of the subscription's range that it concerns
 * @param upper the last
 * @param socket which socket, for {@link Kind#PUBLISHED} and {@link Kind#WITHDRAWN}
 * @param subscription to what this was told
 */
public record TipcEvent(
    Kind kind, long lower, long upper, TipcAddress.Id socket, TipcSubscription subscription) {

  /** How many bytes it takes. */
  public static final int SIZE = 48;

  /** What happened. */
  public enum Kind {
    /** A socket is bound to it: {@code TIPC_PUBLISHED}. */
    PUBLISHED,
    /** A socket is bound to it no more: {@code TIPC_WITHDRAWN}. */
    WITHDRAWN,
    /** The subscription is over: {@code TIPC_SUBSCR_TIMEOUT}. */
    TIMEOUT
  }

  /**
   * Reads one, as the topology server sends it.
   *
   * @param from where it is, from its position, which moves on by {@value #SIZE}
   * @return the event
   * @throws BufferUnderflowException if there is less
   * @throws IllegalArgumentException if it is none
   */
  public static TipcEvent read(ByteBuffer from) {
    if (from.remaining() < SIZE) {
      throw new BufferUnderflowException();
    }
    ByteBuffer bytes = from.slice(from.position(), SIZE).order(ByteOrder.nativeOrder());
    from.position(from.position() + SIZE);
    int number = bytes.getInt(0);
    if (number < 1 || number > Kind.values().length) {
      throw new IllegalArgumentException("there is no event " + number);
    }
    return new TipcEvent(
        Kind.values()[number - 1],
        TipcCodec.unsigned(bytes, 4),
        TipcCodec.unsigned(bytes, 8),
        new TipcAddress.Id(TipcCodec.unsigned(bytes, 16), TipcCodec.unsigned(bytes, 12)),
        TipcSubscription.read(bytes, 20));
  }
}
