package dev.sockeye.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Says within which limits an {@link EventLoop} of a program's own serves what the program connects
 * or registers; each setting is that of the same name of {@link ServerBuilder}. Every setter
 * returns this builder.
 */
public final class EventLoopBuilder {

  private final Settings settings = new Settings();
  private String name = "loop";

  EventLoopBuilder() {}

  /**
   * Sets the name of the loop's thread.
   *
   * @param after what stands after {@code sockeye-}; {@code loop} unless set
   * @return this
   */
  public EventLoopBuilder name(String after) {
    name = Objects.requireNonNull(after, "after");
    return this;
  }

  /**
   * Sets for how long the loop looks for more before it sleeps, as {@link ServerBuilder#busyPoll}.
   *
   * @param longest how long; 50 microseconds unless set, zero to sleep at once
   * @return this
   */
  public EventLoopBuilder busyPoll(Duration longest) {
    settings.busyPoll(longest);
    return this;
  }

  /**
   * Sets what share of its time the loop may spend on looking for more, as {@link
   * ServerBuilder#busyPollShare}.
   *
   * @param most between 0, for never, and 1, as it is unless set, for no bound
   * @return this
   */
  public EventLoopBuilder busyPollShare(double most) {
    settings.busyPollShare(most);
    return this;
  }

  /**
   * Sets how long a connect may take, {@link EventLoop#connect}: all of it, with the lookup of
   * names and the handshake of TLS. {@code SO_SNDTIMEO} of the URI holds beside it.
   *
   * @param timeout how long; 30 seconds unless set, zero for as long as the system lets it
   * @return this
   */
  public EventLoopBuilder connectTimeout(Duration timeout) {
    settings.connectTimeout(timeout);
    return this;
  }

  /**
   * Closes a connection on which nothing has moved in either direction for this long.
   *
   * @param timeout how long; zero, as it is unless set, for no limit
   * @return this
   */
  public EventLoopBuilder idleTimeout(Duration timeout) {
    settings.idleTimeout(timeout);
    return this;
  }

  /**
   * Closes a connection from which nothing has come for this long while it was read from.
   *
   * @param timeout how long; zero, as it is unless set, for the socket's {@code SO_RCVTIMEO}
   * @return this
   */
  public EventLoopBuilder readTimeout(Duration timeout) {
    settings.readTimeout(timeout);
    return this;
  }

  /**
   * Closes a connection whose peer has for this long taken nothing of what is kept for it.
   *
   * @param timeout how long; zero, as it is unless set, for the socket's {@code SO_SNDTIMEO}
   * @return this
   */
  public EventLoopBuilder writeTimeout(Duration timeout) {
    settings.writeTimeout(timeout);
    return this;
  }

  /**
   * Sets how much of a connection's input a handler may leave to be given again.
   *
   * @param bytes at least 1; 64 KiB unless set
   * @return this
   */
  public EventLoopBuilder inputLimit(int bytes) {
    settings.inputLimit(bytes);
    return this;
  }

  /**
   * Sets how much output is kept for one peer that does not take it, what is {@linkplain
   * Connection#post posted} to it included.
   *
   * @param bytes at least 1; 1 MiB unless set
   * @return this
   */
  public EventLoopBuilder outputLimit(int bytes) {
    settings.outputLimit(bytes);
    return this;
  }

  /**
   * Sets how long a message may be that comes.
   *
   * @param bytes at least 1; 64 KiB unless set
   * @return this
   */
  public EventLoopBuilder messageSize(int bytes) {
    settings.messageSize(bytes);
    return this;
  }

  /**
   * Sets whether connections are read from while output is kept for them, as {@link
   * ServerBuilder#halfDuplex}.
   *
   * @param on whether what is kept is to be handed over before more is read
   * @return this
   */
  public EventLoopBuilder halfDuplex(boolean on) {
    settings.halfDuplex(on);
    return this;
  }

  /**
   * Sets how much input and output is kept for all connections of the loop together.
   *
   * @param bytes at least 1; half of the largest heap unless set
   * @return this
   */
  public EventLoopBuilder memoryLimit(long bytes) {
    settings.memoryLimit(bytes);
    return this;
  }

  /**
   * Sets who is told of the failures that the loop survives.
   *
   * @param consumer is called on the loop's thread, for every failure; unless set, failures are
   *     logged, as {@link ServerBuilder#onFailure} says
   * @return this
   */
  public EventLoopBuilder onFailure(Consumer<? super Failure> consumer) {
    settings.failures(consumer);
    return this;
  }

  /**
   * Starts the loop.
   *
   * @return the loop, whose thread keeps the process alive until it is closed
   * @throws IOException if the system refuses, such as for want of descriptors (EMFILE)
   */
  public EventLoop start() throws IOException {
    return EventLoop.start(name, settings.busyPoll(), settings.failures(), settings.terms());
  }
}
