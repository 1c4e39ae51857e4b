package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A message that came to a {@link MessageHandler}, and the way back to its sender. */
public interface Request {

  /**
   * What was sent.
   *
   * @return the bytes between position and limit
   */
  ByteBuffer payload();

  /**
   * The message with its attributes, such as SCTP's stream number.
   *
   * @return the message, whose payload is {@link #payload}
   */
  Message message();

  /**
   * Who sent it.
   *
   * @return the address; {@code null} for a socket without a name, which can be answered only over
   *     a connection
   */
  SocketAddress peer();

  /**
   * The socket that it came to.
   *
   * @return the endpoint, in non-blocking mode
   */
  MessageEndpoint endpoint();

  /**
   * Sends a message back, with the request's attributes: SCTP answers on the same stream with the
   * same payload protocol id. May be called any number of times. Replies to several requests that
   * came together go out together, with one system call where the transport has it.
   *
   * <p>A reply that the socket does not take now is copied and kept for it, up to {@link
   * ServerBuilder#outputLimit} for each peer. If the request came over a connection, more than that
   * closes it, and {@link ServerBuilder#halfDuplex} keeps it from coming to that. Without
   * connections the other peers go on being served, and the one for which so much is kept gets no
   * more. One exception: on Linux what <i>connected</i> peers have not read of a UNIX datagram
   * socket's messages fills its send buffer, for all of them together. There a slow one stops the
   * others once {@code SO_SNDBUF} is full.
   *
   * @param payload the reply, from position to limit; the caller's own again on return
   * @throws IOException if it cannot be sent; unless it was only too large, that ends the
   *     connection that the request came over, if it came over one
   */
  void reply(ByteBuffer payload) throws IOException;

  /**
   * Sends a message back with the attributes that it has itself, such as descriptors, and none of
   * the request's; otherwise as {@link #reply(ByteBuffer)}, but by a call of its own. Descriptors
   * are duplicated where it is kept, and stay the caller's.
   *
   * @param reply the reply, whose buffers are consumed, and whose peer is not looked at; the
   *     caller's own again on return
   * @throws UnsupportedOperationException if it has an attribute that this transport does not
   *     carry; of a reply that is kept this is found out when its turn comes
   * @throws IOException as {@link #reply(ByteBuffer)} throws, or if what it holds of the system
   *     could not be duplicated
   */
  void reply(Message reply) throws IOException;

  /**
   * Copies the request, so that it can be answered later and from any thread. What the system
   * passed along with it, such as descriptors, is not copied. Until its first reply it counts as
   * unanswered: a server that closes waits for it as long as its grace period.
   *
   * @return the copy
   */
  Request retain();
}
