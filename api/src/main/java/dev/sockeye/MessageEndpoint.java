package dev.sockeye;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;

/**
 * A socket that carries messages and keeps their boundaries: UDP, UNIX domain datagram and
 * seqpacket, SCTP, and framed messages over a stream.
 *
 * <pre>{@code
 * try (MessageEndpoint endpoint = network.bindMessages(EndpointUri.valueOf("udp://:5000"))) {
 *   ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
 *   while (true) {
 *     SocketAddress sender = endpoint.receiveFrom(buffer.clear());
 *     endpoint.sendTo(buffer.flip(), sender);
 *   }
 * }
 * }</pre>
 *
 * <p>A message is sent whole or not at all, and received whole or reported as cut; a message of
 * length zero is a message and not the end. Every call comes in three forms, as in POSIX: {@code
 * send} and {@code receive} for a connected endpoint, {@code sendTo} and {@code receiveFrom} with
 * the peer's address, {@code sendMessage} and {@code receiveMessage} with everything ({@link
 * Message}).
 *
 * <p>An {@code int} result is the length of the message, {@link #END_OF_INPUT}, or, in non-blocking
 * mode, {@link #WOULD_BLOCK}: 0 could not stand for "nothing there" where 0 is a length. Whether a
 * transport is reliable, and how long its messages may be, its own documentation says.
 *
 * <p>Framed messages over a stream have buffers of their own, of which a {@link Poller} does not
 * know. In non-blocking mode therefore, on every transport, receive until {@link #WOULD_BLOCK}
 * before waiting for readiness, since several messages may have come at once; and after sending,
 * {@link #flush} until that is done, and meanwhile wait for {@link
 * java.nio.channels.SelectionKey#OP_WRITE}.
 */
public interface MessageEndpoint extends Endpoint {

  /** The result of a receive after the last message: the peer sends no more. */
  int END_OF_INPUT = -1;

  /** The result, in non-blocking mode, of a call that could do nothing now (EAGAIN). */
  int WOULD_BLOCK = -2;

  /**
   * Sends one message to the connected peer, {@code send(2)}. In blocking mode the call waits until
   * the system takes the message, as long as {@link EndpointOptions#SO_SNDTIMEO} allows.
   *
   * @param src the message, from position to limit; consumed when the call returns its length,
   *     untouched otherwise
   * @return the length, or {@link #WOULD_BLOCK}
   * @throws java.nio.channels.NotYetConnectedException if not connected
   * @throws MessageTooLargeException if longer than can be sent (EMSGSIZE); nothing was sent
   * @throws java.net.PortUnreachableException if an earlier datagram found nobody there (UDP)
   * @throws java.net.ConnectException if nobody is there (ECONNREFUSED, UNIX domain)
   * @throws BrokenPipeException if the peer is gone (EPIPE)
   * @throws ConnectionResetException if the peer broke the connection off (ECONNRESET)
   * @throws java.net.SocketTimeoutException if the time is over; nothing was sent
   * @throws java.nio.channels.AsynchronousCloseException if closed meanwhile
   * @throws java.nio.channels.ClosedByInterruptException if interrupted meanwhile
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  int send(ByteBuffer src) throws IOException;

  /**
   * Sends one message to an address, {@code sendto(2)}. A datagram endpoint that is not bound is
   * bound first, to an address that the system chooses.
   *
   * @param src the message, from position to limit
   * @param target where to
   * @return as {@link #send} returns
   * @throws java.nio.channels.AlreadyConnectedException if connected to another peer (EISCONN)
   * @throws IOException as {@link #send} throws
   */
  int sendTo(ByteBuffer src, SocketAddress target) throws IOException;

  /**
   * Sends one message with its peer and attributes, {@code sendmsg(2)}: to {@link Message#peer()},
   * or to the connected peer if that is {@code null}.
   *
   * @param message the message; its buffers are gathered
   * @return as {@link #send} returns
   * @throws UnsupportedOperationException if it has an attribute that this transport does not
   *     carry; nothing was sent
   * @throws IOException as {@link #sendTo} throws
   */
  int sendMessage(Message message) throws IOException;

  /**
   * Sends several messages, {@code sendmmsg(2)}, with one system call where the transport has it.
   * In blocking mode it waits until all are taken or one fails; a failure after the first is not
   * thrown, and the next call will meet it again.
   *
   * @param messages the messages
   * @param offset the first
   * @param length how many
   * @return how many were sent, from the first on; {@link #WOULD_BLOCK} if none could be
   * @throws IOException as {@link #sendMessage} throws, for the first message
   */
  int sendMessages(Message[] messages, int offset, int length) throws IOException;

  /**
   * Hands over what the endpoint keeps of an earlier message: the rest of a framed one of which the
   * stream took only a part, in non-blocking mode or before the time was over. Without such a call
   * that rest goes ahead of the next message. What the system has taken is not waited for, and most
   * endpoints keep nothing.
   *
   * @return whether nothing is kept any more; in non-blocking mode {@code false} if the stream
   *     takes no more now
   * @throws java.net.SocketTimeoutException in blocking mode, if {@code SO_SNDTIMEO} passes before
   * @throws java.nio.channels.ClosedChannelException if the endpoint is closed
   * @throws IOException as {@link #send} throws
   */
  boolean flush() throws IOException;

  /**
   * Receives one message, {@code recv(2)}. In blocking mode the call waits for one, as long as
   * {@link EndpointOptions#SO_RCVTIMEO} allows.
   *
   * @param dst takes the message from its position on
   * @return the length, {@link #END_OF_INPUT} or {@link #WOULD_BLOCK}
   * @throws MessageTruncatedException if the buffer was too small: it holds the beginning, the rest
   *     is lost, and the next call gives the next message
   * @throws java.nio.channels.NotYetConnectedException if neither bound nor connected
   * @throws java.net.PortUnreachableException if an earlier datagram found nobody there (UDP)
   * @throws ConnectionResetException if the peer broke the connection off (ECONNRESET)
   * @throws java.net.SocketTimeoutException if the time is over; nothing was consumed
   * @throws java.nio.channels.AsynchronousCloseException if closed meanwhile
   * @throws java.nio.channels.ClosedByInterruptException if interrupted meanwhile
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  int receive(ByteBuffer dst) throws IOException;

  /**
   * Receives one message and tells who sent it, {@code recvfrom(2)}. For blocking mode: its result
   * has no room for "nothing there", which {@link #receiveMessage} tells.
   *
   * @param dst takes the message from its position on
   * @return the sender's address, which {@link #sendTo} answers to; {@code null} if the sender has
   *     none (an unbound UNIX domain socket)
   * @throws java.io.EOFException if the peer sends no more
   * @throws java.nio.channels.IllegalBlockingModeException in non-blocking mode
   * @throws IOException as {@link #receive} throws
   */
  SocketAddress receiveFrom(ByteBuffer dst) throws IOException;

  /**
   * Receives one message with its peer, flags and attributes, {@code recvmsg(2)}. A cut message is
   * told by {@link Message#isTruncated()} and not by an exception.
   *
   * @param message takes the message: its buffers are filled in turn from their positions on, and
   *     peer, flags and attributes replaced
   * @return how many bytes were put into the buffers, {@link #END_OF_INPUT} or {@link #WOULD_BLOCK}
   * @throws IOException as {@link #receive} throws, but never {@link MessageTruncatedException}
   */
  int receiveMessage(Message message) throws IOException;

  /**
   * Receives several messages, {@code recvmmsg(2)}, with one system call where the transport has
   * it. In blocking mode it waits for the first and takes what else is there.
   *
   * @param messages take the messages
   * @param offset the first
   * @param length how many at most
   * @return how many were received, {@link #END_OF_INPUT} or {@link #WOULD_BLOCK}
   * @throws IOException as {@link #receiveMessage} throws, for the first message
   */
  int receiveMessages(Message[] messages, int offset, int length) throws IOException;

  /**
   * Dissolves the connection of a datagram endpoint, {@code connect(2)} with {@code AF_UNSPEC}: it
   * can then send to anybody and receive from anybody again. Nothing happens if there is no peer.
   *
   * @return this
   * @throws UnsupportedOperationException if the transport is connection-oriented
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  MessageEndpoint disconnect() throws IOException;

  @Override
  MessageEndpoint bind(SocketAddress local) throws IOException;

  @Override
  <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException;

  @Override
  MessageEndpoint configureBlocking(boolean block) throws IOException;
}
