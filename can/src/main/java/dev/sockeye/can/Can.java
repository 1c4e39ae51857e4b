package dev.sockeye.can;

import static dev.sockeye.SocketType.SOCK_DGRAM;
import static dev.sockeye.SocketType.SOCK_RAW;

import dev.sockeye.Attribute;
import dev.sockeye.Domain;
import dev.sockeye.EndpointOptions;
import dev.sockeye.InetOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import java.net.SocketOption;
import java.time.Instant;

/**
 * The sockets of {@code AF_CAN}, their options and what comes along with their messages; Linux has
 * them ({@code Documentation/networking/can.rst}, {@code j1939.rst}).
 *
 * <p>In URIs an address is an interface, {@code can:can0}; a raw socket can be bound to all of
 * them, {@code can:any}. Addresses of J1939 have more: {@link CanAddress}. To connect a raw socket
 * is to bind it to an interface, where it then sends to; a socket that was only bound sends with
 * {@code sendTo}. The broadcast manager's are connected and not bound.
 *
 * <p>Where the interface goes down its sockets get {@code ENETDOWN}, where it is deleted {@code
 * ENODEV}, once each. A full queue of the device (ENOBUFS) makes a send wait, as a full buffer
 * does.
 */
public final class Can {

  /** The domain. */
  public static final Domain AF_CAN = new Domain("AF_CAN");

  /** {@code CAN_RAW}. */
  public static final Protocol CAN_RAW = new Protocol("CAN_RAW", 1);

  /** {@code CAN_BCM}. */
  public static final Protocol CAN_BCM = new Protocol("CAN_BCM", 2);

  /** {@code CAN_J1939}. */
  public static final Protocol CAN_J1939 = new Protocol("CAN_J1939", 7);

  /** Frames, as {@link CanFrame} reads and writes them. Scheme {@code can}. */
  public static final SocketSpec<MessageEndpoint> RAW =
      new SocketSpec<>(AF_CAN, SOCK_RAW, CAN_RAW, MessageEndpoint.class, Semantics.DATAGRAM);

  /** The broadcast manager, which takes and gives {@link BcmMessage}s. Scheme {@code can+bcm}. */
  public static final SocketSpec<MessageEndpoint> BCM =
      new SocketSpec<>(AF_CAN, SOCK_DGRAM, CAN_BCM, MessageEndpoint.class, Semantics.DATAGRAM);

  /**
   * Messages of SAE J1939 of up to 117,440,505 bytes, to all of up to 1785, which the kernel cuts
   * and joins. An endpoint is bound once, to one interface, and before it connects; its local
   * address has the parameter group that it was bound to, so that it can be sent to ({@code
   * getsockname(2)} tells none, or the peer's). What is sent to an address without a group is
   * refused. Whoever does not answer a message of more than 8 bytes is told of by a later call
   * (EHOSTUNREACH). A send that does not wait, or not long enough, throws if Linux took a part of
   * the message for want of room in {@code SO_SNDBUF}: sends fail (EIO) until it has given that up.
   * To connect by URI takes the own address as {@code LOCAL}: {@code
   * can+j1939:can0:0x30,0x12300?LOCAL=0x20}. Scheme {@code can+j1939}.
   */
  public static final SocketSpec<MessageEndpoint> J1939 =
      new SocketSpec<>(AF_CAN, SOCK_DGRAM, CAN_J1939, MessageEndpoint.class, Semantics.DATAGRAM);

  /** Which frames a raw socket receives: {@code CAN_RAW_FILTER}. In URIs as candump has them. */
  public static final SocketOption<CanFilters> CAN_RAW_FILTER =
      EndpointOptions.of("CAN_RAW_FILTER", CanFilters.class);

  /** Which errors a raw socket receives, bits of {@link CanError}: {@code CAN_RAW_ERR_FILTER}. */
  public static final SocketOption<Integer> CAN_RAW_ERR_FILTER =
      EndpointOptions.of("CAN_RAW_ERR_FILTER", Integer.class);

  /** Whether other sockets of this host receive what is sent here: {@code CAN_RAW_LOOPBACK}. */
  public static final SocketOption<Boolean> CAN_RAW_LOOPBACK =
      EndpointOptions.of("CAN_RAW_LOOPBACK", Boolean.class);

  /** Whether this socket receives what it sent: {@code CAN_RAW_RECV_OWN_MSGS}. */
  public static final SocketOption<Boolean> CAN_RAW_RECV_OWN_MSGS =
      EndpointOptions.of("CAN_RAW_RECV_OWN_MSGS", Boolean.class);

  /** Whether frames of flexible data rate are sent and received too: {@code CAN_RAW_FD_FRAMES}. */
  public static final SocketOption<Boolean> CAN_RAW_FD_FRAMES =
      EndpointOptions.of("CAN_RAW_FD_FRAMES", Boolean.class);

  /** Whether frames are to meet all filters and not one: {@code CAN_RAW_JOIN_FILTERS}. */
  public static final SocketOption<Boolean> CAN_RAW_JOIN_FILTERS =
      EndpointOptions.of("CAN_RAW_JOIN_FILTERS", Boolean.class);

  /** Whether frames of CAN XL are sent and received too: {@code CAN_RAW_XL_FRAMES}, Linux 6.2. */
  public static final SocketOption<Boolean> CAN_RAW_XL_FRAMES =
      EndpointOptions.of("CAN_RAW_XL_FRAMES", Boolean.class);

  /** Which messages of J1939 are received: {@code SO_J1939_FILTER}. Kept here to be read. */
  public static final SocketOption<J1939Filters> SO_J1939_FILTER =
      EndpointOptions.of("SO_J1939_FILTER", J1939Filters.class);

  /**
   * Whether all messages of the bus are received, whoever they are for: {@code SO_J1939_PROMISC}.
   */
  public static final SocketOption<Boolean> SO_J1939_PROMISC =
      EndpointOptions.of("SO_J1939_PROMISC", Boolean.class);

  /**
   * How urgent is what is sent, from 0, the most, to 7; 6 unless set: {@code SO_J1939_SEND_PRIO}. 0
   * and 1 want {@code CAP_NET_ADMIN}.
   */
  public static final SocketOption<Integer> SO_J1939_SEND_PRIO =
      EndpointOptions.of("SO_J1939_SEND_PRIO", Integer.class);

  /** Whether messages come with {@link #TIMESTAMP}: {@code SO_TIMESTAMPNS}. */
  public static final SocketOption<Boolean> SO_TIMESTAMPNS = InetOptions.SO_TIMESTAMPNS;

  /** Whether messages come with {@link #DROPPED}: {@code SO_RXQ_OVFL}. */
  public static final SocketOption<Boolean> SO_RXQ_OVFL =
      EndpointOptions.of("SO_RXQ_OVFL", Boolean.class);

  /** When the message was received, if {@link #SO_TIMESTAMPNS} is set: {@code SCM_TIMESTAMPNS}. */
  public static final Attribute<Instant> TIMESTAMP = Attribute.of("SCM_TIMESTAMPNS", Instant.class);

  /**
   * How many messages this socket lost before this one, from its beginning on, for want of room in
   * its buffer, if {@link #SO_RXQ_OVFL} is set and there were any: {@code SO_RXQ_OVFL}.
   */
  public static final Attribute<Long> DROPPED = Attribute.of("SO_RXQ_OVFL", Long.class);

  /** Set to {@code true} on what was sent by a socket of this host: {@code MSG_DONTROUTE}. */
  public static final Attribute<Boolean> LOCAL = Attribute.of("MSG_DONTROUTE", Boolean.class);

  /** Set to {@code true} on what was sent by this very socket: {@code MSG_CONFIRM}. */
  public static final Attribute<Boolean> OWN = Attribute.of("MSG_CONFIRM", Boolean.class);

  /**
   * The address that a message of J1939 was sent to, if not to all: {@code SCM_J1939_DEST_ADDR}.
   */
  public static final Attribute<Integer> DEST_ADDR =
      Attribute.of("SCM_J1939_DEST_ADDR", Integer.class);

  /** The name that a message of J1939 was sent to, if to one: {@code SCM_J1939_DEST_NAME}. */
  public static final Attribute<Long> DEST_NAME = Attribute.of("SCM_J1939_DEST_NAME", Long.class);

  /** How urgent a message of J1939 was, from 0 to 7: {@code SCM_J1939_PRIO}. */
  public static final Attribute<Integer> PRIO = Attribute.of("SCM_J1939_PRIO", Integer.class);

  private Can() {}
}
