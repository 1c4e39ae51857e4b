package dev.sockeye.testkit;

import dev.sockeye.Errno;
import java.net.SocketAddress;

/**
 * The form that a transport's messages must have. The contract sends texts, bytes of its own
 * choice: a form makes a legal message of each and gets it out of what arrived, which may look
 * different. In both a text is in one piece, behind a header of a fixed length.
 *
 * <p>Netlink has its {@code nlmsghdr} of 16 bytes, {@code netlink(7)}; a CAN frame is 16 or 72
 * bytes long however long its text is; a raw IPv4 socket receives with the IP header what was sent
 * without, {@code raw(7)}.
 */
public interface MessageForm {

  /** No form: any bytes are a message, and arrive as they were sent. */
  MessageForm FREE =
      new MessageForm() {
        @Override
        public int header() {
          return 0;
        }

        @Override
        public byte[] wrap(byte[] text, SocketAddress to) {
          return text.clone();
        }

        @Override
        public byte[] unwrap(byte[] received) {
          return received;
        }
      };

  /**
   * Where the text begins in a message that is sent.
   *
   * @return the length of the header in bytes
   */
  int header();

  /**
   * Where the text begins in a message that has arrived.
   *
   * @return the length of the header in bytes, as it is sent unless overridden
   */
  default int arrivedHeader() {
    return header();
  }

  /**
   * How long a message is when it is sent.
   *
   * @param text the length of its text
   * @return the length in bytes, that of header and text unless overridden
   */
  default int length(int text) {
    return header() + text;
  }

  /**
   * How long a message is when it has arrived.
   *
   * @param text the length of its text
   * @return the length in bytes
   */
  default int arrivedLength(int text) {
    return length(text) - header() + arrivedHeader();
  }

  /**
   * Makes a message. Texts that are longer than the largest are asked for too: what is made of them
   * is to be refused by the socket.
   *
   * @param text the text
   * @param to where it is to be sent; {@code null} if the endpoint that sends it has no peer
   * @return the message, {@link #length} bytes
   */
  byte[] wrap(byte[] text, SocketAddress to);

  /**
   * Gets a text out of a message, and checks what else is in it.
   *
   * @param received the whole message, as it arrived
   * @return the text
   */
  byte[] unwrap(byte[] received);

  /**
   * How a message that is too long is refused.
   *
   * @return EMSGSIZE unless overridden
   */
  default Errno tooLarge() {
    return Errno.EMSGSIZE;
  }
}
