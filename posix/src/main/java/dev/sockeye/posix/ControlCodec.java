package dev.sockeye.posix;

import dev.sockeye.Message;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What comes along with messages of a kind, beside their bytes: attributes, to and from {@code
 * struct cmsghdr}.
 */
public interface ControlCodec {

  /** For kinds whose messages have no attributes. */
  ControlCodec NONE = new ControlCodec() {};

  /**
   * How much room there must be to receive all that a message can have.
   *
   * @return bytes, as {@code CMSG_SPACE} has it
   */
  default int size() {
    return 0;
  }

  /**
   * How much room there must be for what tells an empty message from the end, if {@link
   * Hooks.Mark#CONTROL} does.
   *
   * @return bytes, as {@code CMSG_SPACE} has it
   */
  default int markSize() {
    return 0;
  }

  /**
   * Whether descriptors may come along, which are then asked for as ones that {@code execve(2)}
   * closes. Where none can, some families refuse to be asked so.
   *
   * @return whether
   */
  default boolean bringsDescriptors() {
    return false;
  }

  /**
   * Checks a message's attributes, and keeps what they stand for from being closed until {@link
   * #sent}.
   *
   * @param message the message
   * @param transport the transport's name, to say what it does not carry
   * @return whether there is anything to be written
   * @throws UnsupportedOperationException if it has an attribute that this does not know
   * @throws IOException if it cannot be sent
   */
  default boolean prepare(Message message, String transport) throws IOException {
    if (message.attributeCount() > 0) {
      throw new UnsupportedOperationException(
          transport + " does not carry " + message.attribute(0) + ": nothing was sent");
    }
    return false;
  }

  /**
   * How many bytes the attributes of a prepared message take.
   *
   * @param message the message
   * @return bytes, as {@code CMSG_SPACE} has it
   */
  default int sizeOf(Message message) {
    return 0;
  }

  /**
   * Writes the attributes of a prepared message.
   *
   * @param message the message
   * @param into where to, of that size, in the system's byte order
   * @param at the offset
   */
  default void write(Message message, ByteBuffer into, int at) {}

  /**
   * Ends what {@link #prepare} began.
   *
   * @param message the message
   * @param done whether it was sent
   */
  default void sent(Message message, boolean done) {}

  /**
   * Gives a received message an attribute.
   *
   * @param level the level of the control data, such as {@code SOL_SOCKET}
   * @param type its type
   * @param from where the data is, in the system's byte order
   * @param at the offset
   * @param length how many bytes
   * @param into the message
   */
  default void read(int level, int type, ByteBuffer from, int at, int length, Message into) {}

  /**
   * Gives a received message what its flags tell.
   *
   * @param flags {@code msg_flags}, as the system has them
   * @param into the message
   */
  default void flags(int flags, Message into) {}

  /**
   * The length that a message had before the system cut it in a way that {@code MSG_TRUNC} does not
   * tell, as control data does.
   *
   * @param level the level of the control data
   * @param type its type
   * @param from where the data is, in the system's byte order
   * @param at the offset
   * @param length how many bytes
   * @return the message's length; 0 if this control data does not tell
   */
  default long realLength(int level, int type, ByteBuffer from, int at, int length) {
    return 0;
  }

  /**
   * What a notice says to who does not take attributes.
   *
   * @param notice the message, with all that came along
   * @return what is thrown; {@code null} if it is not for them
   */
  default IOException failure(Message notice) {
    return null;
  }

  /**
   * Closes what came along with a message that nobody gets.
   *
   * @param level the level of the control data
   * @param type its type
   * @param from where the data is, in the system's byte order
   * @param at the offset
   * @param length how many bytes
   */
  default void discard(int level, int type, ByteBuffer from, int at, int length) {}
}
