package dev.sockeye.server;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Passes on five failures of a kind within ten seconds, and at the end of that time the number of
 * those that it has left out: a thousand peers that reset their connections are not a thousand
 * lines of a log.
 *
 * <pre>{@code
 * builder.onFailure(
 *     new LimitedFailures(
 *         failure -> log.warn("{}", failure),
 *         (last, count) -> log.warn("{} more, the last: {}", count, last)));
 * }</pre>
 *
 * <p>Of one kind is what was met {@linkplain Failure#during() in doing} the same thing and whose
 * {@linkplain Failure#cause() cause} has the same class, so that many of one kind hide none of
 * another.
 *
 * <p>Safe for use by several threads.
 */
public final class LimitedFailures implements Consumer<Failure> {

  private static final int MOST = 5;
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final Consumer<? super Failure> each;
  private final Rest rest;
  private final int most;
  private final long within;
  private final Map<Kind, Window> windows = new ConcurrentHashMap<>();

  /** Is told of what was left out. */
  @FunctionalInterface
  public interface Rest {

    /**
     * Some were left out. Called on a thread of its own.
     *
     * @param last the last one of them
     * @param count how many there were, at least 1
     */
    void leftOut(Failure last, long count);
  }

  private record Kind(String during, Class<?> cause) {}

  /**
   * Creates it.
   *
   * @param each is given the first failures of a kind
   * @param rest is told of the others
   */
  public LimitedFailures(Consumer<? super Failure> each, Rest rest) {
    this(each, rest, MOST, WITHIN);
  }

  LimitedFailures(Consumer<? super Failure> each, Rest rest, int most, Duration within) {
    this.each = Objects.requireNonNull(each, "each");
    this.rest = Objects.requireNonNull(rest, "rest");
    this.most = most;
    this.within = within.toNanos();
  }

  @Override
  public void accept(Failure failure) {
    Kind kind = new Kind(failure.during(), failure.cause().getClass());
    if (windows.computeIfAbsent(kind, any -> new Window()).admits(failure)) {
      each.accept(failure);
    }
  }

  /** The JDK's common threads may all be at the program's work for long. */
  private static void start(Runnable report) {
    Thread thread = new Thread(report, "sockeye-failures");
    thread.setDaemon(true);
    thread.start();
  }

  /** What has come of one kind. */
  private final class Window {
    private long began = System.nanoTime(); // guarded by this, as the others
    private int admitted;
    private long leftOut;
    private Failure last;

    synchronized boolean admits(Failure failure) {
      long now = System.nanoTime();
      if (leftOut == 0 && now - began >= within) {
        begin(now);
      }
      if (admitted < most) {
        admitted++;
        return true;
      }
      leaveOut(failure, began + within - now);
      return false;
    }

    private void begin(long now) {
      began = now;
      admitted = 0;
      leftOut = 0;
      last = null;
    }

    private void leaveOut(Failure failure, long left) {
      last = failure;
      if (leftOut++ == 0) {
        CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS, LimitedFailures::start)
            .execute(this::end);
      }
    }

    private void end() {
      Failure of;
      long count;
      synchronized (this) {
        of = last;
        count = leftOut;
        begin(System.nanoTime());
      }
      rest.leftOut(of, count);
    }
  }
}
