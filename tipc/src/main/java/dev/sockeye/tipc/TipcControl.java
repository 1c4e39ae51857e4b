package dev.sockeye.tipc;

import dev.sockeye.Attribute;
import dev.sockeye.Message;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.ControlCodec;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Set;

/** What comes along with messages from anybody: all of it is the system's, and only received. */
final class TipcControl implements ControlCodec {

  private static final int TIPC_ERRINFO = 1;
  private static final int TIPC_RETDATA = 2;
  private static final int TIPC_DESTNAME = 3;

  private static final int ERRINFO_SIZE = 8;
  private static final int DESTNAME_SIZE = 12;

  /** {@code MAX_FORWARD_SIZE}, {@code net/tipc/msg.h}. */
  private static final int MOST_RETURNED = 1024;

  private static final int MSG_OOB = 1;
  private static final int MSG_EOR = 0x80;

  private static final Set<Attribute<?>> RECEIVED =
      Set.of(Tipc.DESTNAME, Tipc.ERRINFO, Tipc.RETDATA, Tipc.GROUP_EVENT);

  private volatile TipcAddress lastName; // so that who is sent to again allocates nothing

  @Override
  public int size() {
    Abi abi = Abi.CURRENT;
    return abi.cmsgSpace(ERRINFO_SIZE)
        + abi.cmsgSpace(MOST_RETURNED)
        + abi.cmsgSpace(DESTNAME_SIZE);
  }

  /** What was received may be sent on: none of it goes along. */
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
  public void read(int level, int type, ByteBuffer from, int at, int length, Message into) {
    if (level != TipcCalls.SOL_TIPC) {
      return;
    } else if (type == TIPC_ERRINFO && length >= ERRINFO_SIZE) {
      into.set(Tipc.ERRINFO, new TipcErrorInfo(from.getInt(at), from.getInt(at + 4)));
    } else if (type == TIPC_RETDATA) {
      byte[] returned = new byte[length];
      from.get(at, returned);
      into.set(Tipc.RETDATA, returned);
    } else if (type == TIPC_DESTNAME && length >= DESTNAME_SIZE) {
      into.set(
          Tipc.DESTNAME,
          name(
              TipcCodec.unsigned(from, at),
              TipcCodec.unsigned(from, at + 4),
              TipcCodec.unsigned(from, at + 8)));
    }
  }

  private TipcAddress name(long type, long lower, long upper) {
    TipcAddress last = lastName;
    if (last == null || !is(last, type, lower, upper)) {
      last =
          lower == upper
              ? new TipcAddress.Service(type, lower)
              : new TipcAddress.Range(type, lower, upper);
      lastName = last;
    }
    return last;
  }

  private static boolean is(TipcAddress name, long type, long lower, long upper) {
    return name instanceof TipcAddress.Service service
        ? lower == upper && service.type() == type && service.instance() == lower
        : name instanceof TipcAddress.Range range
            && range.type() == type
            && range.lower() == lower
            && range.upper() == upper;
  }

  @Override
  public void flags(int flags, Message into) {
    if ((flags & MSG_OOB) != 0) {
      into.set(
          Tipc.GROUP_EVENT, (flags & MSG_EOR) != 0 ? TipcGroupEvent.LEFT : TipcGroupEvent.JOINED);
    }
  }

  @Override
  public IOException failure(Message notice) {
    TipcErrorInfo why = notice.get(Tipc.ERRINFO);
    return why == null
        ? null
        : new SocketException("a message that was sent came back: " + why.reason());
  }
}
