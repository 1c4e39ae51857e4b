package dev.sockeye.sctp;

import static dev.sockeye.Domain.AF_UNSPEC;
import static dev.sockeye.Protocol.IPPROTO_SCTP;
import static dev.sockeye.SocketType.SOCK_SEQPACKET;
import static dev.sockeye.SocketType.SOCK_STREAM;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import java.net.SocketOption;

/**
 * The sockets of SCTP, {@code sctp(7)}, and what their messages carry, {@code struct sctp_sndinfo}
 * and {@code sctp_rcvinfo} (RFC 6458, section 5.3).
 *
 * <pre>{@code
 * Message message = Message.of(request)
 *     .set(Sctp.STREAM_NUMBER, 3)
 *     .set(Sctp.PAYLOAD_PROTOCOL_ID, 46); // Diameter, RFC 6733
 * endpoint.sendMessage(message);
 * }</pre>
 *
 * <p>A received message carries all four attributes; one that is sent may carry any of them. The
 * options are those of {@code com.sun.nio.sctp.SctpStandardSocketOptions} that work, and {@link
 * #SCTP_MAX_MESSAGE_SIZE}; {@code SCTP_NODELAY} is on unless set otherwise, since small messages
 * would else wait for acknowledgements, 200 ms each. {@link SctpEndpoint} has what SCTP adds to the
 * calls of a message endpoint.
 */
public final class Sctp {

  /**
   * A socket for each association, IPv4 and IPv6 alike, {@code SOCK_STREAM}; in spite of its name
   * it keeps the boundaries of messages. Scheme {@code sctp}.
   */
  public static final SocketSpec<MessageEndpoint> ONE_TO_ONE =
      new SocketSpec<>(
          AF_UNSPEC, SOCK_STREAM, IPPROTO_SCTP, MessageEndpoint.class, Semantics.CONNECTION);

  /**
   * One socket for any number of associations, {@code SOCK_SEQPACKET}: bound, it takes what peers
   * set up, and a message to an address without an association sets one up. Scheme {@code
   * sctp+seqpacket}.
   */
  public static final SocketSpec<MessageEndpoint> ONE_TO_MANY =
      new SocketSpec<>(
          AF_UNSPEC, SOCK_SEQPACKET, IPPROTO_SCTP, MessageEndpoint.class, Semantics.ONE_TO_MANY);

  /**
   * The stream of a message, {@code snd_sid}; 0 unless set. Messages of one stream arrive in order
   * and do not wait for those of another.
   */
  public static final Attribute<Integer> STREAM_NUMBER =
      Attribute.endToEnd("STREAM_NUMBER", Integer.class);

  /**
   * Whether the message may overtake others of its stream, {@code SCTP_UNORDERED}; {@code false}
   * unless set.
   */
  public static final Attribute<Boolean> UNORDERED = Attribute.endToEnd("UNORDERED", Boolean.class);

  /**
   * What is in the message, by the numbers that IANA keeps, {@code snd_ppid}: 46 for Diameter, 60
   * for NGAP, 3 for M3UA; 0 unless set. It goes over the wire in network byte order and needs no
   * conversion: 46 here is {@code htonl(46)} in C.
   */
  public static final Attribute<Integer> PAYLOAD_PROTOCOL_ID =
      Attribute.endToEnd("PAYLOAD_PROTOCOL_ID", Integer.class);

  /**
   * The association of a message, {@code sctp_assoc_t}. On a one-to-many endpoint it says where a
   * message goes, and goes before {@link dev.sockeye.Message#peer()}: an answer to an association
   * that is gone fails ({@link dev.sockeye.BrokenPipeException}) rather than reach a stranger who
   * has its address now. A one-to-one endpoint has one association and sends to that.
   */
  public static final Attribute<Integer> ASSOCIATION = Attribute.of("ASSOCIATION", Integer.class);

  /**
   * The longest message that is put together from parts, in bytes; {@link
   * EndpointOptions#DEFAULT_MAX_MESSAGE_SIZE} unless set. The system hands over long messages (from
   * some 64 KiB on) in parts, and a peer may send parts without end. A longer message is received
   * cut to this and told as {@linkplain dev.sockeye.MessageTruncatedException truncated}.
   */
  public static final SocketOption<Integer> SCTP_MAX_MESSAGE_SIZE =
      EndpointOptions.of("SCTP_MAX_MESSAGE_SIZE", Integer.class);

  private Sctp() {}
}
