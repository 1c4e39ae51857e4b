package dev.sockeye.posix;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * What a family adds to a socket's life. One belongs to one socket, unless it keeps nothing of it.
 * All methods do what is usual unless a family knows better.
 */
public interface Hooks {

  /** Adds nothing. */
  Hooks NONE = new Hooks() {};

  /** {@code bind(2)}, with all that is checked and made ready before. */
  @FunctionalInterface
  interface Binder {

    /**
     * Binds.
     *
     * @throws IOException if the system refuses
     */
    void bind() throws IOException;
  }

  /**
   * Completes the address that a socket is to be bound to, by what was set on the socket before.
   *
   * @param local the address, {@code null} for one of the system's choice; checked
   * @return the address to bind to
   */
  default SocketAddress completed(SocketAddress local) {
    return local;
  }

  /**
   * Binds a socket, and undoes what it did besides if it fails.
   *
   * @param socket the socket
   * @param local the address
   * @param binder makes the call
   * @param then to be called once it is bound: if it fails so does the bind
   * @throws IOException if the system refuses
   */
  default void bind(NativeSocket<?> socket, SocketAddress local, Binder binder, Binder then)
      throws IOException {
    binder.bind();
    then.bind();
  }

  /**
   * Told after a bind in all: the socket may have been closed meanwhile.
   *
   * @param socket the socket
   * @throws IOException if so
   */
  default void bound(NativeSocket<?> socket) throws IOException {}

  /**
   * Tells whether a listener gives out a connection; if not it is closed without a word.
   *
   * @param accepted the connection
   * @return whether
   * @throws IOException if this cannot be found out
   */
  default boolean admits(NativeEndpoint<? extends Endpoint> accepted) throws IOException {
    return true;
  }

  /**
   * Told before the first attempt to connect.
   *
   * @param endpoint the endpoint
   * @throws IOException if it cannot
   */
  default void connecting(NativeEndpoint<? extends Endpoint> endpoint) throws IOException {}

  /**
   * After how long a connect is given up that waits, where the system bounds only one that waits in
   * {@code connect(2)}.
   *
   * @return nanoseconds, 0 for never
   */
  default long connectTimeout() {
    return 0;
  }

  /**
   * Told once a connection stands.
   *
   * @param endpoint the endpoint
   * @throws IOException if it cannot be used
   */
  default void connected(NativeEndpoint<? extends Endpoint> endpoint) throws IOException {}

  /**
   * Completes a socket's name, by what the family knows and {@code getsockname(2)} does not tell.
   *
   * @param told what that told
   * @return the name
   */
  default SocketAddress name(SocketAddress told) {
    return told;
  }

  /**
   * Completes the address of whoever sent a message, by what the family knows of the socket. For
   * the holder of the input's lock.
   *
   * @param told what came with the message, the same object while it stays the same
   * @return the address
   */
  default SocketAddress sender(SocketAddress told) {
    return told;
  }

  /**
   * Whether the sender's address has to be asked for with each message, and control data to be had
   * room for, to tell an empty message from the end: how.
   *
   * @return which of them
   */
  default Mark mark() {
    return Mark.NONE;
  }

  /** By what an empty message on a connection is told from the end. */
  enum Mark {
    /** By nothing: there is no empty message. */
    NONE,
    /** By the sender's address, which the end has not. */
    NAME,
    /** By control data, which the end has not. */
    CONTROL
  }

  /**
   * Whether {@linkplain ControlCodec#realLength control data} tells of messages that were cut where
   * {@code MSG_TRUNC} does not, as by a filter: it is then received with every message.
   *
   * @return whether, for the next call
   */
  default boolean lengthInControl() {
    return false;
  }

  /**
   * Asks whether a receiver has a message before it that it has not read, for a socket with {@link
   * Trait#UNREAD_TAKES_SEND_BUFFER}.
   *
   * @param receiver the receiver's address
   * @return whether it has; {@code false} also where the system does not tell
   * @throws IOException if it cannot be asked
   */
  default boolean hasUnread(SocketAddress receiver) throws IOException {
    return false;
  }

  /**
   * Tells what is wrong with a message that the system refused by an error that does not say.
   *
   * @param errno the error's number
   * @param length the message's length
   * @return what, to stand beside the error's name; {@code null} if nothing is known
   */
  default String refusal(int errno, int length) {
    return null;
  }

  /**
   * Says more of a call that failed, such as what to do about it.
   *
   * @param operation the call
   * @param errno what the system told
   * @param described what is said of it so far
   * @return what to throw, which names the same error
   */
  default IOException failed(String operation, Errno errno, IOException described) {
    return described;
  }

  /** Told as the socket is closed, before its descriptor is. */
  default void closing() {}
}
