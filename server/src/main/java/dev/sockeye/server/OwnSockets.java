package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import java.util.function.Consumer;

/** What a program has a loop serve: what it opened itself, and what the loop connects for it. */
final class OwnSockets implements Owner {

  private final EventLoop loop;
  private final Terms terms;
  private final Consumer<? super Failure> failures;
  private final Counters counters = new Counters();

  /**
   * Creates the owner.
   *
   * @param terms those of what a program registers by itself
   */
  OwnSockets(EventLoop loop, Terms terms, Consumer<? super Failure> failures) {
    this.loop = loop;
    this.terms = terms;
    this.failures = failures;
  }

  StreamConnection stream(StreamEndpoint endpoint, EventHandler handler) {
    return new StreamConnection(loop, endpoint, handler, this, terms);
  }

  MessageConnection messages(MessageEndpoint endpoint, MessageHandler handler) {
    return new MessageConnection(loop, endpoint, any -> handler, this, terms);
  }

  Dial<StreamEndpoint> dial(
      EndpointUri uri, Dial.Opening<StreamEndpoint> opening, EventHandler handler) {
    return new Dial<>(loop, uri, opening, terms.connectTimeout()) {
      @Override
      void connected(StreamEndpoint endpoint) {
        open(stream(endpoint, handler));
      }

      @Override
      void failed(Throwable cause) {
        neverConnected(cause, () -> handler.closed(new NeverConnected.Stream(loop), cause));
      }
    };
  }

  Dial<MessageEndpoint> dial(
      EndpointUri uri, Dial.Opening<MessageEndpoint> opening, MessageHandler handler) {
    return new Dial<>(loop, uri, opening, terms.connectTimeout()) {
      @Override
      void connected(MessageEndpoint endpoint) {
        open(messages(endpoint, handler));
      }

      @Override
      void failed(Throwable cause) {
        neverConnected(cause, () -> handler.closed(new NeverConnected.Messages(loop), cause));
      }
    };
  }

  /** A connect that the program took back has not failed. */
  private void neverConnected(Throwable cause, Runnable told) {
    if (cause != null) {
      failed(new Failure("connect", null, cause));
    }
    try {
      told.run();
    } catch (Throwable e) { // The loop's turn is not over, whatever a handler throws.
      failed(new Failure("handler", null, e));
    }
  }

  ServerCounters snapshot() {
    return counters.snapshot(terms.memory().used());
  }

  @Override
  public boolean isClosing() {
    return false;
  }

  @Override
  public void stands(LoopSocket socket) {
    counters.opened();
  }

  @Override
  public void ended(LoopSocket socket) {
    counters.open.decrementAndGet();
  }

  @Override
  public void released() {}

  @Override
  public void failed(Failure failure) {
    counters.failures.increment();
    failure.tell(failures);
  }

  @Override
  public Counters counters() {
    return counters;
  }
}
