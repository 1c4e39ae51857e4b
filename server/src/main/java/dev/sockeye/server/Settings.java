package dev.sockeye.server;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** What a server and a program's own loop have in common, until they start. */
final class Settings {

  private static final Duration LONGEST = Duration.ofDays(365);

  private Duration busyPoll = BusyPoll.LONGEST;
  private double busyPollShare = 1;
  private Duration connectTimeout = Terms.CONNECT_TIMEOUT;
  private Duration idleTimeout = Duration.ZERO;
  private Duration readTimeout = Duration.ZERO;
  private Duration writeTimeout = Duration.ZERO;
  private int inputLimit = Terms.INPUT_LIMIT;
  private int outputLimit = Terms.OUTPUT_LIMIT;
  private int messageSize = Terms.MESSAGE_SIZE;
  private boolean halfDuplex;
  private long memoryLimit = Runtime.getRuntime().maxMemory() / 2;
  private Consumer<? super Failure> failures = Log::failure;

  void busyPoll(Duration longest) {
    busyPoll = notNegative("busyPoll", longest);
  }

  void busyPollShare(double most) {
    if (!(most >= 0 && most <= 1)) { // NaN is neither
      throw new IllegalArgumentException("busyPollShare is between 0 and 1, not " + most);
    }
    busyPollShare = most;
  }

  void connectTimeout(Duration timeout) {
    connectTimeout = notNegative("connectTimeout", timeout);
  }

  void idleTimeout(Duration timeout) {
    idleTimeout = notNegative("idleTimeout", timeout);
  }

  void readTimeout(Duration timeout) {
    readTimeout = notNegative("readTimeout", timeout);
  }

  void writeTimeout(Duration timeout) {
    writeTimeout = notNegative("writeTimeout", timeout);
  }

  void inputLimit(int bytes) {
    inputLimit = (int) positive("inputLimit", bytes);
  }

  void outputLimit(int bytes) {
    outputLimit = (int) positive("outputLimit", bytes);
  }

  void messageSize(int bytes) {
    messageSize = (int) positive("messageSize", bytes);
  }

  void halfDuplex(boolean on) {
    halfDuplex = on;
  }

  void memoryLimit(long bytes) {
    memoryLimit = positive("memoryLimit", bytes);
  }

  void failures(Consumer<? super Failure> consumer) {
    failures = Objects.requireNonNull(consumer, "consumer");
  }

  /** For one loop. */
  BusyPoll busyPoll() {
    long longest = busyPoll.toNanos();
    return new BusyPoll(longest, new LookAllowance(busyPollShare, longest));
  }

  Consumer<? super Failure> failures() {
    return failures;
  }

  Terms terms() {
    return new Terms(
        connectTimeout.toNanos(),
        new Timeouts(idleTimeout.toNanos(), readTimeout.toNanos(), writeTimeout.toNanos()),
        inputLimit,
        outputLimit,
        messageSize,
        halfDuplex,
        new MemoryBudget(memoryLimit));
  }

  static long positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is at least 1, not " + value);
    }
    return value;
  }

  static Duration notNegative(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " is between zero and 365 days, not " + value);
    }
    return value;
  }
}
