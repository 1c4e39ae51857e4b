package dev.sockeye.internal;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * Several messages by as many calls as that takes, each for one message or for some, with the rule
 * of {@code sendmmsg(2)} and {@code recvmmsg(2)}: a failure is thrown if it is the first message's,
 * and else what was done before it counts, and the next call meets it. An endpoint keeps its one,
 * so that a batch allocates nothing.
 */
@FunctionalInterface
public interface BatchCall {

  /**
   * Sends or receives the next message, or some of the next ones.
   *
   * @param messages what holds them
   * @param offset the next one
   * @param length how many there are from it on, at least 1
   * @param before how many are done; only before the first may this wait for one to receive
   * @param deadline until when the batch may wait, as {@link Deadline} has it
   * @return how many were done now; 0 or less ends the batch, and is its result if it is the first
   * @throws IOException if that fails; nothing is done then
   */
  int some(Message[] messages, int offset, int length, int before, long deadline)
      throws IOException;

  /**
   * Is told of a failure that this batch does not tell, since messages before it count. A closed
   * endpoint, of which no next call tells more, fails all the same; what comes again by itself
   * needs nothing.
   *
   * @param failure what the next call has to meet
   * @throws IOException instead of a count
   */
  default void later(Exception failure) throws IOException {
    if (failure instanceof ClosedChannelException closed) {
      throw closed;
    }
  }

  /**
   * Sends messages one by one.
   *
   * @param endpoint what sends them
   * @return calls of {@link MessageEndpoint#sendMessage}
   */
  static BatchCall sending(MessageEndpoint endpoint) {
    return (messages, offset, length, before, deadline) ->
        endpoint.sendMessage(messages[offset]) == MessageEndpoint.WOULD_BLOCK ? 0 : 1;
  }

  /**
   * Does all of it, or as much as can be done.
   *
   * @param messages what holds the messages
   * @param offset the first
   * @param length how many
   * @param deadline until when the batch may wait, {@link Deadline#NEVER} without a limit or where
   *     each call has its own
   * @return how many were done; {@link MessageEndpoint#WOULD_BLOCK} or {@link
   *     MessageEndpoint#END_OF_INPUT} if none
   * @throws IOException if the first fails
   */
  default int all(Message[] messages, int offset, int length, long deadline) throws IOException {
    int done = 0;
    try {
      int n = 1;
      while (done < length && n > 0) {
        n = some(messages, offset + done, length - done, done, deadline);
        if (n <= 0 && done == 0) {
          return n < 0 ? n : MessageEndpoint.WOULD_BLOCK;
        }
        done += Math.max(0, n);
      }
    } catch (IOException | RuntimeException e) {
      if (done == 0) {
        throw e;
      }
      later(e);
    }
    return done;
  }
}
