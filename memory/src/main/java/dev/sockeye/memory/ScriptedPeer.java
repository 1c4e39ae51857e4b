package dev.sockeye.memory;

import dev.sockeye.Message;
import dev.sockeye.SocketSpec;
import java.net.SocketAddress;
import java.net.SocketOption;

/**
 * Whoever is at the other end of raw, ping, packet and netlink sockets in memory: a test says what
 * the kernel or the network would answer. It is given to {@link MemoryNetwork.Builder#peer}.
 *
 * <pre>{@code
 * MemoryNetwork network =
 *     MemoryNetwork.builder()
 *         .peer("packet", (request, line) -> line.send(Message.of(answerTo(request))))
 *         .build();
 * }</pre>
 *
 * <p>It gets every message that a socket under test sends, and sends that socket any number of
 * messages, in answer or unasked. A {@link dev.sockeye.faults.FaultPlan} holds for both directions,
 * by the address that the peer has.
 *
 * <p>A peer is called by one thread at a time, within the call that sent or, with latency, when
 * time passes. It must not wait and not use the network's sockets but by their {@link Line}. What
 * it throws is thrown by the call that sent, if there is no latency.
 */
@FunctionalInterface
public interface ScriptedPeer {

  /**
   * A socket sent a message.
   *
   * @param request the message, with a payload to be read only and its attributes; {@link
   *     Message#peer} is where it was sent to
   * @param line the line to that socket
   */
  void received(Message request, Line line);

  /**
   * A socket was bound or connected for the first time: from now on it can be sent to. Does
   * nothing, unless a test knows better.
   *
   * @param line the line to that socket, which may be kept
   */
  default void opened(Line line) {}

  /**
   * Answers ICMP echo requests of ping sockets, {@code ping(8)}: RFC 792, RFC 4443. A reply has the
   * data and the attributes of its request, which a peer around this one may set, and the
   * identifier of the socket, as the kernel writes it. Whatever else is sent is not answered.
   *
   * @return a peer for {@code ping}
   */
  static ScriptedPeer icmpEcho() {
    return new EchoResponder();
  }

  /** The line to one socket under test. Safe for use by several threads, at any time. */
  interface Line {

    /**
     * What the socket is.
     *
     * @return its triple
     */
    SocketSpec<?> spec();

    /**
     * The socket's address, {@code getsockname(2)}.
     *
     * @return {@code null} if it has none
     */
    SocketAddress localAddress();

    /**
     * What the socket is connected to, {@code getpeername(2)}.
     *
     * @return {@code null} unless it is connected
     */
    SocketAddress remoteAddress();

    /**
     * Reads an option of the socket, such as the groups that it joined.
     *
     * @param <T> its type
     * @param name the option
     * @return its value
     * @throws UnsupportedOperationException if the socket has no such option
     */
    <T> T option(SocketOption<T> name);

    /**
     * Sets what the socket under test reads of an option, such as statistics.
     *
     * @param <T> its type
     * @param name the option
     * @param value its value
     */
    <T> void option(SocketOption<T> name, T value);

    /**
     * Lets the socket receive a message, unless it has no room for it, is connected to another
     * address, or is closed.
     *
     * @param message the message, with its attributes; what {@link Message#remaining} counts is
     *     sent, and consumed. Its sender is {@link Message#peer}, or else the address that the
     *     socket sent to last, that it is connected to, or that it is bound to
     */
    void send(Message message);
  }
}
