package dev.sockeye.nio;

import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** How a thread waits for a channel, once or, after {@link #wakeup}, in vain. */
interface Waiting {

  /**
   * Waits until the channel may be ready, the deadline has passed, the thread is interrupted or
   * somebody has called {@link #wakeup}, also before.
   *
   * @param channel a non-blocking channel
   * @param ops for what
   * @param deadline until when, of {@link Deadline}
   * @throws IOException if the channel is closed, or the wait cannot be had
   */
  void await(SelectableChannel channel, int ops, long deadline) throws IOException;

  /** Ends the wait. May be called by any thread until {@link #end}. */
  void wakeup();

  /** Gives back what it waited with. */
  void end();
}
