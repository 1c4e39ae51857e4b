package dev.sockeye.can;

import dev.sockeye.Attribute;
import dev.sockeye.Message;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.ControlCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Set;

/** What comes along with messages of CAN: all of it is only received. */
final class CanControl implements ControlCodec {

  static final ControlCodec CODEC = new CanControl();

  static final int SO_TIMESTAMPNS = 35;
  static final int SO_RXQ_OVFL = 40;
  static final int SOL_CAN_J1939 = 107;

  private static final int DEST_ADDR = 1;
  private static final int DEST_NAME = 2;
  private static final int PRIO = 3;

  private static final int MSG_DONTROUTE = 0x4;
  private static final int MSG_CONFIRM = 0x800;

  private static final Set<Attribute<?>> RECEIVED =
      Set.of(
          Can.TIMESTAMP, Can.DROPPED, Can.LOCAL, Can.OWN, Can.DEST_ADDR, Can.DEST_NAME, Can.PRIO);

  private CanControl() {}

  @Override
  public int size() {
    Abi abi = Abi.CURRENT;
    return abi.cmsgSpace(16) + abi.cmsgSpace(4) + 2 * abi.cmsgSpace(1) + abi.cmsgSpace(8);
  }

  /** What a message was received with does not keep it from being sent on. */
  @Override
  public boolean prepare(Message message, String transport) {
    for (int i = 0; i < message.attributeCount(); i++) {
      if (!RECEIVED.contains(message.attribute(i))) {
        throw new UnsupportedOperationException(
            transport + " does not carry " + message.attribute(i) + ": nothing was sent");
      }
    }
    return false;
  }

  @Override
  public void flags(int flags, Message into) {
    if ((flags & MSG_DONTROUTE) != 0) {
      into.set(Can.LOCAL, true);
    }
    if ((flags & MSG_CONFIRM) != 0) {
      into.set(Can.OWN, true);
    }
  }

  @Override
  public void read(int level, int type, ByteBuffer from, int at, int length, Message into) {
    if (level == SOL_CAN_J1939) {
      readJ1939(type, from, at, into);
    } else if (level == Abi.CURRENT.solSocket()) {
      readCommon(type, from, at, into);
    }
  }

  private static void readCommon(int type, ByteBuffer from, int at, Message into) {
    if (type == SO_TIMESTAMPNS) {
      into.set(Can.TIMESTAMP, Instant.ofEpochSecond(from.getLong(at), from.getLong(at + 8)));
    } else if (type == SO_RXQ_OVFL) {
      into.set(Can.DROPPED, Integer.toUnsignedLong(from.getInt(at)));
    }
  }

  private static void readJ1939(int type, ByteBuffer from, int at, Message into) {
    switch (type) {
      case DEST_ADDR -> into.set(Can.DEST_ADDR, from.get(at) & 0xff);
      case DEST_NAME -> into.set(Can.DEST_NAME, from.getLong(at));
      case PRIO -> into.set(Can.PRIO, from.get(at) & 0xff);
      default -> {} // of a later kernel
    }
  }
}
