package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * A message endpoint that an {@link EventLoop} serves, connected or bound: what a program sends by
 * that is no reply to a {@link Request}. {@link #send}, {@link #sendTo}, {@link #sendMessage},
 * {@link #close} and {@link #abort} are for any thread, the other calls for the loop's.
 *
 * <pre>{@code
 * MessageSocket socket = loop.register(
 *     network.connectMessages(uri), answer -> print(answer.payload()));
 * socket.send(question);
 * }</pre>
 *
 * <p>A message goes to the socket at once, or, sent while a handler has requests that came together
 * before it, with the replies to them. What the socket does not take now is copied and kept for it,
 * in order for each receiver, up to {@link ServerBuilder#outputLimit} (1 MiB for what {@link
 * EventLoop#register(MessageEndpoint, MessageHandler)} serves). Whoever sends more than a few goes
 * on when {@link MessageHandler#drained} says so. Receiving goes on meanwhile, unless {@link
 * #halfDuplex} says otherwise: two who send to each other never wait for each other.
 *
 * <p>On another thread than the loop's the message is copied and sent there, after what that thread
 * has sent before. A failure is then reported, and closes the socket if it is connected.
 */
public interface MessageSocket extends LoopSocket {

  /**
   * Sends one message to the connected peer, {@code send(2)}.
   *
   * @param src the message, from position to limit, which is consumed; the caller's own again on
   *     return
   * @throws dev.sockeye.MessageTooLargeException if longer than can be sent; nothing was sent
   * @throws IOException if the peer takes no more, of which {@link MessageHandler#sendFailed} was
   *     told; or if more would be kept than {@link ServerBuilder#outputLimit} or {@link
   *     ServerBuilder#memoryLimit} allow, which closes the socket
   * @throws java.nio.channels.NotYetConnectedException if not connected
   * @throws java.nio.channels.ClosedChannelException if closed, or its output was shut down
   */
  void send(ByteBuffer src) throws IOException;

  /**
   * Sends one message to an address, {@code sendto(2)}.
   *
   * @param src the message, as that of {@link #send}
   * @param target where to
   * @throws IOException as {@link #send} throws, but without a connection it stays open
   * @throws java.nio.channels.AlreadyConnectedException if connected to another peer
   */
  void sendTo(ByteBuffer src, SocketAddress target) throws IOException;

  /**
   * Sends one message with its attributes, such as SCTP's stream number or descriptors, {@code
   * sendmsg(2)}: to {@link Message#peer()}, or to the connected peer if that is {@code null}. What
   * is kept, or sent by another thread than the loop's, has duplicates of its {@link
   * Message.Resource}s, which are released once it is sent or dropped.
   *
   * @param message the message, whose buffers are consumed; the caller's own again on return
   * @throws UnsupportedOperationException if it has an attribute that this transport does not
   *     carry; nothing was sent. Of a message that is kept this is found out when its turn comes:
   *     it is reported then, and closes the socket
   * @throws IOException as {@link #sendTo} throws, or if descriptors could not be duplicated
   */
  void sendMessage(Message message) throws IOException;

  /**
   * Tells whether nothing is kept of what was sent: the system has taken it all. For the loop's
   * thread alone.
   *
   * @return {@code false} if {@link MessageHandler#drained} will come
   */
  boolean isDrained();

  /**
   * Closes, once what is kept is sent and retained requests have their replies, but within a time
   * limit. A connection's peer has the time to read it, as after {@link Connection#close}. For any
   * thread; harmless when repeated.
   */
  @Override
  void close();

  /** {@inheritDoc} For any thread. */
  @Override
  void abort();

  /**
   * {@inheritDoc}
   *
   * @return the endpoint, in non-blocking mode; {@code null} only where {@link
   *     EventLoop#connectMessages} has failed
   */
  @Override
  MessageEndpoint endpoint();
}
