package dev.sockeye;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A message with all that belongs to it, {@code struct msghdr}: payload buffers, the peer's
 * address, flags and attributes. Mutable and made to be used again, so that a steady loop of
 * receives allocates nothing:
 *
 * <pre>{@code
 * Message message = Message.allocate(65_536);
 * while (endpoint.receiveMessage(message.clear()) != MessageEndpoint.END_OF_INPUT) {
 *   message.payload().flip();
 *   endpoint.sendMessage(message); // back to message.peer(), with its attributes
 * }
 * }</pre>
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Message {

  /**
   * The value of an attribute that holds something of the system, such as received descriptors.
   * Perhaps nobody has taken it when the message is used again.
   */
  public interface Resource {

    /**
     * Gives back what the message received and nobody has taken; called when the message is cleared
     * or received into again. Harmless when repeated.
     */
    void release();

    /**
     * Makes another of the same thing, that belongs to the message which it is set on: for who
     * keeps a message until it can be sent. Whoever does that releases it.
     *
     * @return the other one
     * @throws IOException if the system refuses, or this is closed
     */
    Resource duplicate() throws IOException;
  }

  /** {@code MSG_TRUNC}, a bit of {@link #flags}: see {@link #isTruncated}. */
  public static final int TRUNCATED = 1;

  /** {@code MSG_EOR}, a bit of {@link #flags}: see {@link #isEndOfRecord}. */
  public static final int END_OF_RECORD = 2;

  /** {@code MSG_NOTIFICATION}, a bit of {@link #flags}: see {@link #isNotification}. */
  public static final int NOTIFICATION = 4;

  /** {@code MSG_CTRUNC}, a bit of {@link #flags}: see {@link #isControlTruncated}. */
  public static final int CONTROL_TRUNCATED = 8;

  private static final ByteBuffer[] NO_MORE = {};
  private static final Attribute<?>[] NO_NAMES = {};
  private static final Object[] NO_VALUES = {};
  private static final int FEW = 4;

  // Most messages have one buffer and no attributes: what they have is in one place.
  private final ByteBuffer first;
  private final ByteBuffer[] more;

  private SocketAddress peer;
  private int flags;

  // Attributes and their values, the first `count` of each; grown by the first message that needs
  // it.
  private Attribute<?>[] names = NO_NAMES;
  private Object[] values = NO_VALUES;
  private int count;

  private Message(ByteBuffer first, ByteBuffer[] more) {
    this.first = first;
    this.more = more;
  }

  /**
   * Creates a message with one direct buffer.
   *
   * @param capacity the buffer's capacity in bytes
   * @return the message
   */
  public static Message allocate(int capacity) {
    return new Message(ByteBuffer.allocateDirect(capacity), NO_MORE);
  }

  /**
   * Creates a message over buffers, {@code msg_iov}: sending takes their bytes in turn, receiving
   * fills them in turn. The message holds these buffers themselves.
   *
   * @param payload at least one buffer
   * @return the message
   */
  public static Message of(ByteBuffer... payload) {
    if (payload.length == 0) {
      throw new IllegalArgumentException("a message needs a buffer, if only an empty one");
    }
    ByteBuffer[] buffers = payload.clone();
    for (ByteBuffer buffer : buffers) {
      Objects.requireNonNull(buffer, "buffer");
    }
    return new Message(
        buffers[0], buffers.length == 1 ? NO_MORE : Arrays.copyOfRange(buffers, 1, buffers.length));
  }

  /**
   * The first buffer; most messages have no other.
   *
   * @return the buffer itself
   */
  public ByteBuffer payload() {
    return first;
  }

  /**
   * All buffers.
   *
   * @return an unmodifiable list of the buffers themselves
   */
  public List<ByteBuffer> buffers() {
    ByteBuffer[] all = new ByteBuffer[bufferCount()];
    Arrays.setAll(all, this::buffer);
    return List.of(all);
  }

  /**
   * How many buffers there are.
   *
   * @return at least 1
   */
  public int bufferCount() {
    return 1 + more.length;
  }

  /**
   * One of the buffers; unlike {@link #buffers()} this allocates nothing.
   *
   * @param index which, from 0 on
   * @return the buffer itself
   */
  public ByteBuffer buffer(int index) {
    return index == 0 ? first : more[index - 1];
  }

  /**
   * The bytes between position and limit of all buffers: when sending, the length of the message.
   *
   * @return how many
   */
  public long remaining() {
    long sum = first.remaining();
    for (ByteBuffer buffer : more) {
      sum += buffer.remaining();
    }
    return sum;
  }

  /**
   * The address that the message came from or goes to, {@code msg_name}.
   *
   * @return the address; {@code null} for the connected peer, and for a sender without a name
   */
  public SocketAddress peer() {
    return peer;
  }

  /**
   * Sets the address.
   *
   * @param address where to, or {@code null} for the connected peer
   * @return this
   */
  public Message peer(SocketAddress address) {
    peer = address;
    return this;
  }

  /**
   * {@code MSG_TRUNC}: the buffers were too small and the rest of the message is lost.
   *
   * @return whether the message was cut
   */
  public boolean isTruncated() {
    return (flags & TRUNCATED) != 0;
  }

  /**
   * {@code MSG_CTRUNC}: attributes were lost, such as descriptors for which this process has no
   * room; of these none is left open. Set on what an {@link AncillaryStream} receives, whose bytes
   * are there all the same; a {@link MessageEndpoint} fails instead.
   *
   * @return whether attributes are missing
   */
  public boolean isControlTruncated() {
    return (flags & CONTROL_TRUNCATED) != 0;
  }

  /**
   * {@code MSG_EOR}: the message ends here. Set on every message, unless a transport gives one in
   * parts, and then on the last part.
   *
   * @return whether the message is complete
   */
  public boolean isEndOfRecord() {
    return (flags & END_OF_RECORD) != 0;
  }

  /**
   * {@code MSG_NOTIFICATION}: not data but an event of the protocol, which an attribute describes.
   *
   * @return whether it is an event
   */
  public boolean isNotification() {
    return (flags & NOTIFICATION) != 0;
  }

  /**
   * What the system said of the message when it was received, {@code msg_flags}.
   *
   * @return bits of {@link #TRUNCATED}, {@link #END_OF_RECORD}, {@link #NOTIFICATION} and {@link
   *     #CONTROL_TRUNCATED}
   */
  public int flags() {
    return flags;
  }

  /**
   * Notes what {@code recvmsg(2)} told, after {@link #clearHeader}: for whoever receives into a
   * message, a transport or one that a test has in its place.
   *
   * @param from the sender's address
   * @param told bits of {@link #flags}
   * @return this
   */
  public Message received(SocketAddress from, int told) {
    peer = from;
    flags = told;
    if (count > 0) {
      clearAttributes();
    }
    return this;
  }

  /**
   * The value of an attribute.
   *
   * @param <T> its type
   * @param attribute which
   * @return the value, {@code null} if the message has none
   */
  public <T> T get(Attribute<T> attribute) {
    for (int i = 0; i < count; i++) {
      if (names[i] == attribute) {
        return attribute.type().cast(values[i]);
      }
    }
    return null;
  }

  /**
   * Attaches an attribute, or replaces its value.
   *
   * @param <T> its type
   * @param attribute which
   * @param value its value
   * @return this
   */
  public <T> Message set(Attribute<T> attribute, T value) {
    Objects.requireNonNull(attribute, "attribute");
    Objects.requireNonNull(value, "value");
    int at = 0;
    while (at < count && names[at] != attribute) {
      at++;
    }
    if (at == count) {
      grow();
      count++;
    }
    names[at] = attribute;
    values[at] = value;
    return this;
  }

  /**
   * How many attributes are attached; with {@link #attribute(int)} it lets a transport go through
   * them without allocating.
   *
   * @return how many
   */
  public int attributeCount() {
    return count;
  }

  /**
   * One of the attributes, in no particular order.
   *
   * @param index which, from 0 on
   * @return the attribute
   */
  public Attribute<?> attribute(int index) {
    return names[Objects.checkIndex(index, count)];
  }

  /**
   * Makes the message ready to be used again: it clears the buffers and takes away peer, flags and
   * attributes. {@link Resource}s that it received are released.
   *
   * @return this
   */
  public Message clear() {
    first.clear();
    for (ByteBuffer buffer : more) {
      buffer.clear();
    }
    return clearHeader();
  }

  /**
   * Clears all except the buffers, as a receive does before it fills in what it received. {@link
   * Resource}s that it received are released.
   *
   * @return this
   */
  public Message clearHeader() {
    peer = null;
    flags = 0;
    if (count > 0) {
      clearAttributes();
    }
    return this;
  }

  private void clearAttributes() {
    for (int i = 0; i < count; i++) {
      if (values[i] instanceof Resource resource) {
        resource.release();
      }
    }
    Arrays.fill(values, 0, count, null);
    Arrays.fill(names, 0, count, null);
    count = 0;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Message[").append(remaining()).append(" bytes");
    if (peer != null) {
      text.append(", peer ").append(peer);
    }
    text.append(isTruncated() ? ", truncated" : "")
        .append(isControlTruncated() ? ", control truncated" : "")
        .append(isNotification() ? ", notification" : "");
    for (int i = 0; i < count; i++) {
      text.append(", ").append(names[i]).append('=').append(values[i]);
    }
    return text.append(']').toString();
  }

  private void grow() {
    if (count == names.length) {
      int room = Math.max(FEW, count * 2);
      names = Arrays.copyOf(names, room);
      values = Arrays.copyOf(values, room);
    }
  }
}
