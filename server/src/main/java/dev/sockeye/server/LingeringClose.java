package dev.sockeye.server;

import dev.sockeye.Poller;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.channels.SelectionKey;

/**
 * The end of a connection whose blocking handler is done: the output is shut down, and what the
 * peer still sends is read and dropped until its end, for a moment at most. A close with unread
 * bytes would be a reset, which destroys the answer on its way. The handler's thread does not wait
 * for that: a loop does.
 */
final class LingeringClose extends Member {

  private final EventLoop loop;
  private final StreamEndpoint socket;
  private final Runnable done;
  private Timers.Planned limit;
  private boolean closed;

  /**
   * Creates it.
   *
   * @param done is run once the socket is closed
   */
  LingeringClose(EventLoop loop, StreamEndpoint socket, Runnable done) {
    this.loop = loop;
    this.socket = socket;
    this.done = done;
  }

  /** Begins, on the loop's thread. */
  void open() {
    loop.join(this);
    try {
      socket.configureBlocking(false);
      Poller.Registration registration = loop.poller().register(socket, 0, this);
      socket.shutdownOutput();
      limit = loop.plan(LoopConnection.LINGER, this::end);
      registration.interest(SelectionKey.OP_READ);
    } catch (IOException | RuntimeException e) {
      end(); // The peer, or the loop, has come to its end before.
    }
  }

  @Override
  public void ready(int operations) {
    try {
      if (socket.read(loop.buffer().clear()) < 0) {
        end();
      }
    } catch (IOException | RuntimeException e) {
      end(); // There is nobody for whom it lingers.
    }
  }

  @Override
  public void again() {}

  /** It is about to end, and within a limit. */
  @Override
  public void drain() {}

  @Override
  public void end() {
    if (closed) {
      return;
    }
    closed = true;
    loop.leave(this);
    if (limit != null) {
      limit.cancel();
    }
    if (!loop.poller().isOpen()) {
      Reset.dropWait(socket); // as the JDK does while a selector has it
    }
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone all the same.
    } finally {
      done.run();
    }
  }
}
