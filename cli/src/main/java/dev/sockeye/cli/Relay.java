package dev.sockeye.cli;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.server.EventHandler;
import dev.sockeye.server.EventLoop;
import dev.sockeye.server.Failure;
import dev.sockeye.server.MessageHandler;
import dev.sockeye.server.MessageSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * What is passed on to where.
 *
 * @param network opens what it is passed on to
 * @param to where that is
 * @param connecting has threads to connect on, which may take long
 * @param failures is told what goes wrong with one connection
 * @param limit how many senders of datagrams have a socket of their own
 */
record Relay(
    Network network, EndpointUri to, Executor connecting, Consumer<Failure> failures, int limit) {

  /** The longest message that is passed on, as long as the longest frame. */
  static final int MESSAGE_SIZE = 1024 * 1024;

  /** How long a sender of datagrams may be silent: as Linux tracks a UDP stream. */
  static final Duration SESSION = Duration.ofMinutes(2);

  /** How long answers are awaited that have no end, after the end of what asked. */
  static final Duration AFTER_END = Duration.ofSeconds(1);

  /** Opens where to pass on to. */
  @FunctionalInterface
  interface Opening<E extends Endpoint> {
    E open() throws IOException;
  }

  /** The handler of an accepted stream. */
  EventHandler streams() {
    return new StreamRelay.Accepted(this);
  }

  /** The handler of a connection, of a bus, or of the socket that receives from everybody. */
  MessageHandler messages(MessageSocket from) {
    if (MessageForm.of(from.endpoint().spec()).isOfBus()) {
      return new BusRelay(this);
    }
    return from.endpoint().isConnected()
        ? new MessageRelay.Accepted(this)
        : new DatagramRelay(this, from);
  }

  MessageEndpoint openMessages() throws IOException {
    return network.connectMessages(to);
  }

  /** Tells of what went wrong with one connection, in doing this. */
  void failed(String during, Exception cause) {
    failures.accept(new Failure(during, null, cause));
  }

  /** Opens elsewhere than on the loop, which may not wait, and goes on there. */
  <E extends Endpoint> void open(
      EventLoop loop, Opening<E> opening, Consumer<E> then, Runnable otherwise) {
    connecting.execute(
        () -> {
          try {
            goOn(loop, opening.open(), then);
          } catch (IOException | RuntimeException e) {
            failed("connect", e);
            loop.execute(otherwise);
          }
        });
  }

  private static <E extends Endpoint> void goOn(EventLoop loop, E opened, Consumer<E> then)
      throws IOException {
    try {
      loop.execute(() -> then.accept(opened));
    } catch (RejectedExecutionException e) {
      opened.close(); // and with the loop its clients are closed
    }
  }
}
