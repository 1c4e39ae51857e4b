package dev.sockeye.memory;

import dev.sockeye.Message;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcErrorInfo;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;

/** A message that tells to which service it was sent, or that it came back. */
final class TipcPacket extends Packet {

  private static final byte[] NOTHING = {};

  /** {@code MAX_FORWARD_SIZE}, {@code net/tipc/msg.h}. */
  private static final int MOST_RETURNED = 1024;

  private final TipcAddress name; // null if it came back, or was sent to a number
  private final TipcErrorInfo why; // null unless it came back
  private final byte[] returned;

  private TipcPacket(Packet packet, TipcAddress name, TipcErrorInfo why, byte[] returned) {
    super(packet);
    this.name = name;
    this.why = why;
    this.returned = returned;
  }

  /** A message that was sent to somebody. */
  static Packet to(SocketAddress target, Packet packet) {
    if (target instanceof TipcAddress.Service service) {
      return of(packet, new TipcAddress.Service(service.type(), service.instance()));
    } else if (target instanceof TipcAddress.Range range) {
      return of(
          packet,
          range.lower() == range.upper()
              ? new TipcAddress.Service(range.type(), range.lower())
              : new TipcAddress.Range(range.type(), range.lower(), range.upper()));
    }
    return packet;
  }

  private static Packet of(Packet packet, TipcAddress name) {
    return new TipcPacket(packet, name, null, NOTHING);
  }

  /** What comes back to who sent a message that somebody did not take. */
  static Packet back(byte[] payload, SocketAddress target, int code) {
    byte[] returned = Arrays.copyOf(payload, Math.min(payload.length, MOST_RETURNED));
    return new TipcPacket(
        new Packet(NOTHING, target, 0), null, new TipcErrorInfo(code, returned.length), returned);
  }

  @Override
  Packet arriving(long moment) {
    return new TipcPacket(super.arriving(moment), name, why, returned);
  }

  @Override
  int flags() {
    return why == null ? 0 : Message.NOTIFICATION;
  }

  @Override
  IOException failure() {
    return why == null
        ? null
        : new SocketException("a message that was sent came back: " + why.reason());
  }

  @Override
  void attach(Message message) {
    if (name != null) {
      message.set(Tipc.DESTNAME, name);
    } else if (why != null) {
      message.set(Tipc.ERRINFO, why).set(Tipc.RETDATA, returned.clone());
    }
  }
}
