package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.Message;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpEvent;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * What a message of SCTP carries beside its bytes, {@code struct sctp_sndinfo}.
 *
 * @param stream the number of its stream
 * @param protocol what is in it, by IANA's numbers
 * @param unordered whether it may overtake others of its stream
 */
record SctpHeader(int stream, int protocol, boolean unordered) {

  private static final Set<Attribute<?>> CARRIED =
      Set.of(Sctp.STREAM_NUMBER, Sctp.PAYLOAD_PROTOCOL_ID, Sctp.UNORDERED, Sctp.ASSOCIATION);

  /** The header of a message, which may be {@code null}. */
  static SctpHeader of(Message message) {
    return new SctpHeader(
        value(message, Sctp.STREAM_NUMBER, 0),
        value(message, Sctp.PAYLOAD_PROTOCOL_ID, 0),
        value(message, Sctp.UNORDERED, false));
  }

  private static <T> T value(Message message, Attribute<T> attribute, T otherwise) {
    T value = message == null ? null : message.get(attribute);
    return value == null ? otherwise : value;
  }

  /** That a message of this header was not delivered. */
  SctpEvent failed(Association sender, ByteBuffer payload) {
    return failed(sender.id(), sender.paths().primary(), payload);
  }

  /** That a message of this header was not delivered, since there never was an association. */
  SctpEvent failed(InetSocketAddress address, ByteBuffer payload) {
    return failed(SctpEvent.NO_ASSOCIATION, address, payload);
  }

  private SctpEvent failed(int number, InetSocketAddress address, ByteBuffer payload) {
    return new SctpEvent.SendFailed(number, address, stream, 0, payload);
  }

  static void requireCarried(Attribute<?> attribute) {
    if (!CARRIED.contains(attribute)) {
      throw new UnsupportedOperationException(
          "sctp carries no attribute " + attribute + ": nothing was sent");
    }
  }
}
