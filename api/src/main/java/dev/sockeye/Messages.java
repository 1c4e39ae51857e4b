package dev.sockeye;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What every user of message sockets writes around {@code send(2)} and {@code recv(2)}. All of it
 * is for blocking mode: where an endpoint gives {@link MessageEndpoint#WOULD_BLOCK} these methods
 * throw {@link IllegalBlockingModeException}.
 *
 * <pre>{@code
 * ByteBuffer answer = ByteBuffer.allocate(100);
 * Messages.request(sensor, US_ASCII.encode("celsius?"), answer, Duration.ofSeconds(5));
 * String celsius = US_ASCII.decode(answer.flip()).toString();
 * }</pre>
 */
public final class Messages {

  private Messages() {}

  /**
   * Sends one message, {@code send(2)}, and hands over what the endpoint keeps of it.
   *
   * @param to a connected endpoint
   * @param src the message, from position to limit
   * @throws MessageTooLargeException if it is longer than can be sent; nothing was sent
   * @throws SocketTimeoutException if {@link EndpointOptions#SO_SNDTIMEO} passes before
   * @throws IOException as {@link MessageEndpoint#send} throws
   */
  public static void sendFully(MessageEndpoint to, ByteBuffer src) throws IOException {
    if (to.send(src) == MessageEndpoint.WOULD_BLOCK || !to.flush()) {
      throw new IllegalBlockingModeException();
    }
  }

  /**
   * Receives one message, {@code recv(2)}, where the end is not expected: an empty message is told
   * from it.
   *
   * @param from where from
   * @param dst takes the message from its position on
   * @return its length, 0 for an empty one
   * @throws EOFException if the peer sends no more
   * @throws MessageTruncatedException if the buffer was too small; it holds the beginning
   * @throws IOException as {@link MessageEndpoint#receive} throws
   */
  public static int receiveFully(MessageEndpoint from, ByteBuffer dst) throws IOException {
    int length = from.receive(dst);
    if (length == MessageEndpoint.END_OF_INPUT) {
      throw new EOFException("end of messages, where one was expected");
    }
    return received(length);
  }

  private static int received(int length) {
    if (length == MessageEndpoint.WOULD_BLOCK) {
      throw new IllegalBlockingModeException();
    }
    return length;
  }

  /**
   * Sends a request and receives the next message as its reply. On sockets that lose or delay
   * messages that may be one to an earlier request, which was given up: tell them apart by the
   * other form.
   *
   * @param peer a connected endpoint that nobody else uses meanwhile
   * @param request the request, from position to limit
   * @param reply takes the reply from its position on
   * @param timeout for both, above zero; whatever the endpoint's own timeouts are
   * @return the reply's length
   * @throws SocketTimeoutException if the time is over; the endpoint goes on working
   * @throws EOFException if the peer sends no more
   * @throws MessageTruncatedException if the reply is longer than the buffer
   * @throws IOException as {@link MessageEndpoint#send} and {@link MessageEndpoint#receive} throw
   */
  public static int request(
      MessageEndpoint peer, ByteBuffer request, ByteBuffer reply, Duration timeout)
      throws IOException {
    return request(peer, request, reply, timeout, any -> true);
  }

  /**
   * Sends a request and receives its reply; what else comes meanwhile is dropped.
   *
   * @param peer a connected endpoint that nobody else uses meanwhile
   * @param request the request, from position to limit
   * @param reply takes the reply from its position on
   * @param timeout for all of it, above zero; whatever the endpoint's own timeouts are
   * @param answers whether a message is the reply: it is given a read-only view of each
   * @return the reply's length
   * @throws SocketTimeoutException if the time is over; the endpoint goes on working
   * @throws EOFException if the peer sends no more
   * @throws MessageTruncatedException if a message is longer than the buffer
   * @throws IOException as {@link MessageEndpoint#send} and {@link MessageEndpoint#receive} throw
   */
  public static int request(
      MessageEndpoint peer,
      ByteBuffer request,
      ByteBuffer reply,
      Duration timeout,
      Predicate<? super ByteBuffer> answers)
      throws IOException {
    Objects.requireNonNull(answers, "answers");
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a request takes time: " + timeout);
    }
    Timeouts before = Timeouts.of(peer);
    try {
      long end = System.nanoTime() + NANOSECONDS.convert(timeout);
      peer.setOption(EndpointOptions.SO_SNDTIMEO, timeout);
      sendFully(peer, request);
      return receive(peer, reply, end, answers);
    } finally {
      before.restore(peer);
    }
  }

  private static int receive(
      MessageEndpoint peer, ByteBuffer reply, long end, Predicate<? super ByteBuffer> answers)
      throws IOException {
    int start = reply.position();
    while (true) {
      peer.setOption(EndpointOptions.SO_RCVTIMEO, left(end));
      int length = receiveFully(peer, reply);
      if (answers.test(reply.asReadOnlyBuffer().position(start).limit(start + length))) {
        return length;
      }
      reply.position(start);
    }
  }

  private static Duration left(long end) throws SocketTimeoutException {
    long nanos = end - System.nanoTime();
    if (nanos <= 0) {
      throw new SocketTimeoutException("no reply in time");
    }
    return Duration.ofNanos(nanos);
  }

  /**
   * The longest message that an endpoint sends, {@link EndpointOptions#MAX_MESSAGE_SIZE}.
   *
   * @param endpoint the endpoint
   * @return bytes; a longer message is a {@link MessageTooLargeException}
   * @throws UnsupportedOperationException if nothing limits it but what is between the two, or the
   *     endpoint is another's which does not tell
   * @throws IOException if the system cannot be asked
   */
  public static int largest(MessageEndpoint endpoint) throws IOException {
    return endpoint.getOption(EndpointOptions.MAX_MESSAGE_SIZE);
  }

  /** What an endpoint had before it was lent. */
  private record Timeouts(Duration receive, Duration send) {

    static Timeouts of(MessageEndpoint peer) throws IOException {
      return new Timeouts(
          peer.getOption(EndpointOptions.SO_RCVTIMEO), peer.getOption(EndpointOptions.SO_SNDTIMEO));
    }

    /** A closed one has no options any more, and the call tells why it is closed. */
    void restore(MessageEndpoint peer) throws IOException {
      if (peer.isOpen()) {
        peer.setOption(EndpointOptions.SO_RCVTIMEO, receive);
        peer.setOption(EndpointOptions.SO_SNDTIMEO, send);
      }
    }
  }
}
