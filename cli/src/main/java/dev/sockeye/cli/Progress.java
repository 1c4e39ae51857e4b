package dev.sockeye.cli;

import java.io.Closeable;
import java.nio.ByteBuffer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a trial is: a bar on a terminal, nothing elsewhere, and for the watchdog a count. */
final class Progress implements Closeable {

  private static final int UPDATE_MILLIS = 100;

  private final Surroundings surroundings;
  private final String task;
  private volatile long steps; // written by the one thread that receives
  private ProgressBar bar;

  private Progress(Surroundings surroundings, String task) {
    this.surroundings = surroundings;
    this.task = task;
  }

  static Progress of(Surroundings surroundings, String task) {
    return new Progress(surroundings, task);
  }

  void begin(long bytes) {
    if (surroundings.screen()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(bytes)
              .setUnit(" MiB", 1 << 20)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setConsumer(new TerminalLine(surroundings.err()))
              .build();
    }
  }

  /** The bytes of this chunk are there and back. */
  void advance(ByteBuffer chunk) {
    alive();
    if (bar != null) {
      bar.stepBy(chunk.remaining());
    }
  }

  /** Something went on that the bar does not show. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread only
  void alive() {
    steps++;
  }

  long steps() {
    return steps;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
