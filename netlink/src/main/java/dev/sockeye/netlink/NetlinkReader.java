package dev.sockeye.netlink;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Goes through the messages of a datagram, {@code struct nlmsghdr} of {@code netlink(7)}. One can
 * be used for any number of datagrams, and allocates nothing. Not for several threads at once.
 *
 * <pre>{@code
 * NetlinkReader messages = new NetlinkReader();
 * endpoint.receive(buffer.clear());
 * for (messages.of(buffer.flip()); messages.next(); ) {
 *   if (messages.type() == RTM_NEWLINK) { ... }
 * }
 * }</pre>
 */
public final class NetlinkReader {

  /** How many bytes a header takes. */
  public static final int HEADER = 16;

  /** {@code NLMSG_NOOP}, a type: to be ignored. */
  public static final int NLMSG_NOOP = 1;

  /** {@code NLMSG_ERROR}, a type: how a request went, 0 for well. */
  public static final int NLMSG_ERROR = 2;

  /** {@code NLMSG_DONE}, a type: the end of what has several parts. */
  public static final int NLMSG_DONE = 3;

  /** {@code NLMSG_OVERRUN}, a type: data was lost. */
  public static final int NLMSG_OVERRUN = 4;

  /** {@code NLM_F_MULTI}, a flag: one of several parts, which {@link #NLMSG_DONE} ends. */
  public static final int NLM_F_MULTI = 2;

  /** {@code NLM_F_DUMP_INTR}, a flag: what is dumped changed meanwhile, and is not consistent. */
  public static final int NLM_F_DUMP_INTR = 0x10;

  private static final int NLM_F_CAPPED = 0x100;
  private static final int NLM_F_ACK_TLVS = 0x200;

  private static final int NLMSGERR_ATTR_MSG = 1;
  private static final int NLMSGERR_ATTR_OFFS = 2;

  private ByteBuffer bytes;
  private int at; // of the header
  private int next;
  private int end;
  private int length; // with the header

  /** Creates a reader of nothing. */
  public NetlinkReader() {}

  /**
   * Begins a datagram.
   *
   * @param datagram from its position to its limit; neither is changed
   * @return this, before the first message
   */
  public NetlinkReader of(ByteBuffer datagram) {
    bytes = datagram;
    next = datagram.position();
    end = datagram.limit();
    return this;
  }

  /**
   * Goes to the next message.
   *
   * @return whether there is one
   * @throws ProtocolException if what is left is no message
   */
  public boolean next() throws ProtocolException {
    if (next >= end) {
      return false;
    }
    long size = end - next < HEADER ? 0 : Integer.toUnsignedLong(HostOrder.getInt(bytes, next));
    if (size < HEADER || size > end - next) {
      throw new ProtocolException(
          "no netlink message: length " + size + " where " + (end - next) + " bytes are left");
    }
    at = next;
    length = (int) size;
    next = (int) Math.min(end, at + (size + 3 & ~3L));
    return true;
  }

  /**
   * The type, {@code nlmsg_type}.
   *
   * @return the number; below 16 one of {@code NLMSG_}
   */
  public int type() {
    return HostOrder.getUnsignedShort(bytes, at + 4);
  }

  /**
   * The flags, {@code nlmsg_flags}.
   *
   * @return bits {@code NLM_F_}
   */
  public int flags() {
    return HostOrder.getUnsignedShort(bytes, at + 6);
  }

  /**
   * The sequence number, {@code nlmsg_seq}: of the request that this answers, 0 for an event.
   *
   * @return the number
   */
  public int sequence() {
    return HostOrder.getInt(bytes, at + 8);
  }

  /**
   * The number of the socket that it answers or was caused by, {@code nlmsg_pid}, which anybody can
   * write: who sent it is the datagram's peer.
   *
   * @return the number, unsigned
   */
  public long pid() {
    return Integer.toUnsignedLong(HostOrder.getInt(bytes, at + 12));
  }

  /**
   * Where the payload is.
   *
   * @return the index in the buffer
   */
  public int start() {
    return at + HEADER;
  }

  /**
   * How long the payload is.
   *
   * @return bytes
   */
  public int length() {
    return length - HEADER;
  }

  /**
   * A byte of the payload.
   *
   * @param offset from the payload's start
   * @return the byte, unsigned
   * @throws ProtocolException if the payload is too short
   */
  public int getByte(int offset) throws ProtocolException {
    return bytes.get(require(offset, 1)) & 0xff;
  }

  /**
   * A number of 16 bits of the payload, in this host's order.
   *
   * @param offset from the payload's start
   * @return the number, unsigned
   * @throws ProtocolException if the payload is too short
   */
  public int getShort(int offset) throws ProtocolException {
    return HostOrder.getUnsignedShort(bytes, require(offset, 2));
  }

  /**
   * A number of 32 bits of the payload, in this host's order.
   *
   * @param offset from the payload's start
   * @return the number
   * @throws ProtocolException if the payload is too short
   */
  public int getInt(int offset) throws ProtocolException {
    return HostOrder.getInt(bytes, require(offset, 4));
  }

  private int require(int offset, int size) throws ProtocolException {
    if (offset < 0 || offset > length() - size) {
      throw new ProtocolException(
          "a message of type " + type() + " with " + length() + " bytes has none at " + offset);
    }
    return start() + offset;
  }

  /**
   * Begins the attributes of this message.
   *
   * @param offset where they begin: the size of the family's own header, a multiple of 4
   * @param into reads them
   * @return {@code into}
   * @throws ProtocolException if the payload is too short
   */
  public NetlinkAttributes attributes(int offset, NetlinkAttributes into) throws ProtocolException {
    return into.of(bytes, require(offset, 0), length() - offset);
  }

  /**
   * Throws what a message says of a request that failed: {@link #NLMSG_ERROR}, or {@link
   * #NLMSG_DONE} of a dump that broke off.
   *
   * @param request what was asked for, for the exception's message
   * @return whether the message ends the request: the answer that it went well, or the end of a
   *     dump
   * @throws NetlinkException if it failed
   * @throws ProtocolException if the message has not its form
   */
  public boolean endsWell(String request) throws NetlinkException, ProtocolException {
    boolean done = type() == NLMSG_DONE;
    if (!done && type() != NLMSG_ERROR) {
      return false;
    }
    int error = done && length() < 4 ? 0 : getInt(0);
    if (error < 0) {
      throw failure(request, -error, done ? 4 : afterRequest());
    }
    return true;
  }

  /** Where what is said beside an error begins: behind the request's header, or all of it. */
  private int afterRequest() throws ProtocolException {
    int request = (flags() & NLM_F_CAPPED) != 0 ? HEADER : getInt(4);
    return 4 + (request + 3 & ~3);
  }

  private NetlinkException failure(String request, int error, int offset) throws ProtocolException {
    String explanation = "";
    int about = -1;
    if ((flags() & NLM_F_ACK_TLVS) != 0) {
      NetlinkAttributes said = attributes(offset, new NetlinkAttributes());
      while (said.next()) {
        if (said.type() == NLMSGERR_ATTR_MSG) {
          explanation = said.getString();
        } else if (said.type() == NLMSGERR_ATTR_OFFS) {
          about = said.getInt();
        }
      }
    }
    return new NetlinkException(request, error, explanation, about);
  }

  /** Type, flags, sequence number, and how many bytes the payload has. */
  @Override
  public String toString() {
    return "type "
        + type()
        + " flags 0x"
        + Integer.toHexString(flags())
        + " seq "
        + Integer.toUnsignedString(sequence())
        + ": "
        + length()
        + " bytes";
  }
}
