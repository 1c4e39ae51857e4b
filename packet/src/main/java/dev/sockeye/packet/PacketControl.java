package dev.sockeye.packet;

import dev.sockeye.Message;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.ControlCodec;
import java.nio.ByteBuffer;
import java.time.Instant;

/** What the system tells of received frames: {@link PacketAuxdata} and when they came. */
final class PacketControl implements ControlCodec {

  static final ControlCodec CODEC = new PacketControl();

  private static final int SOL_SOCKET = 1;
  private static final int TIMESTAMPNS = 35;
  private static final int TIMESPEC = 16;

  private PacketControl() {}

  @Override
  public int size() {
    return Abi.CURRENT.cmsgSpace(PacketAuxdata.SIZE) + Abi.CURRENT.cmsgSpace(TIMESPEC);
  }

  /** A frame that was received can be sent on as it is: what came along stays behind. */
  @Override
  public boolean prepare(Message message, String transport) {
    for (int i = 0; i < message.attributeCount(); i++) {
      if (message.attribute(i) != Packet.AUXDATA && message.attribute(i) != Packet.TIMESTAMP) {
        throw new UnsupportedOperationException(
            transport + " does not carry " + message.attribute(i) + ": nothing was sent");
      }
    }
    return false;
  }

  @Override
  public void read(int level, int type, ByteBuffer from, int at, int length, Message into) {
    if (isAuxdata(level, type, length)) {
      into.set(Packet.AUXDATA, PacketAuxdata.read(from, at));
    } else if (level == SOL_SOCKET && type == TIMESTAMPNS && length >= TIMESPEC) {
      into.set(
          Packet.TIMESTAMP, Instant.ofEpochSecond(from.getLong(at), from.getLong(at + Long.BYTES)));
    }
  }

  @Override
  public long realLength(int level, int type, ByteBuffer from, int at, int length) {
    return isAuxdata(level, type, length) ? PacketAuxdata.length(from, at) : 0;
  }

  private static boolean isAuxdata(int level, int type, int length) {
    return level == PacketOptions.SOL_PACKET
        && type == PacketOptions.AUXDATA
        && length >= PacketAuxdata.SIZE;
  }
}
