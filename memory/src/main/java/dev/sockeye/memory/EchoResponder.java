package dev.sockeye.memory;

import dev.sockeye.Message;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** The peer that {@link ScriptedPeer#icmpEcho} describes. */
final class EchoResponder implements ScriptedPeer {

  private static final int HEADER = 8;
  private static final int CHECKSUM = 2;
  private static final int IDENTIFIER = 4;

  private static final byte REQUEST = 8;
  private static final byte REPLY = 0;
  private static final byte REQUEST6 = (byte) 128;
  private static final byte REPLY6 = (byte) 129;

  @Override
  public void received(Message request, Line line) {
    ByteBuffer asked = request.payload();
    if (asked.remaining() < HEADER) {
      return;
    }
    byte type = asked.get(asked.position());
    if (type == REQUEST || type == REQUEST6) {
      ByteBuffer reply = ByteBuffer.allocate(asked.remaining()).put(asked).flip();
      reply.put(0, type == REQUEST ? REPLY : REPLY6);
      reply.putShort(IDENTIFIER, (short) ((InetSocketAddress) line.localAddress()).getPort());
      reply.putShort(CHECKSUM, (short) 0);
      if (type == REQUEST) { // that of IPv6 has the addresses in it, and the kernel looks at it
        reply.putShort(CHECKSUM, checksum(reply));
      }
      Message answer = Message.of(reply).peer(request.peer());
      AttributedPacket.copyAttributes(request, answer);
      line.send(answer);
    }
  }

  /** RFC 1071. */
  private static short checksum(ByteBuffer bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.limit(); i++) {
      sum += (bytes.get(i) & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~(sum + (sum >>> 16));
  }
}
