package dev.sockeye.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers in this host's byte order, whatever order a buffer is set to. */
final class HostOrder {

  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

  private HostOrder() {}

  static int getUnsignedShort(ByteBuffer from, int at) {
    short value = from.getShort(at);
    return Short.toUnsignedInt(from.order() == NATIVE ? value : Short.reverseBytes(value));
  }

  static int getInt(ByteBuffer from, int at) {
    int value = from.getInt(at);
    return from.order() == NATIVE ? value : Integer.reverseBytes(value);
  }

  static long getLong(ByteBuffer from, int at) {
    long value = from.getLong(at);
    return from.order() == NATIVE ? value : Long.reverseBytes(value);
  }

  static void putShort(ByteBuffer into, int at, int value) {
    into.putShort(at, into.order() == NATIVE ? (short) value : Short.reverseBytes((short) value));
  }

  static void putInt(ByteBuffer into, int at, int value) {
    into.putInt(at, into.order() == NATIVE ? value : Integer.reverseBytes(value));
  }

  static void putLong(ByteBuffer into, int at, long value) {
    into.putLong(at, into.order() == NATIVE ? value : Long.reverseBytes(value));
  }
}
