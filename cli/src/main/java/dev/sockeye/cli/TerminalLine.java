package dev.sockeye.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * The last line of a terminal, written over again and again and blank in the end. The library's own
 * way asks the terminal for its width through native code, which costs time and, on Java 24 and
 * later, a warning.
 */
final class TerminalLine implements ProgressBarConsumer {

  private static final int WIDTH = 79;

  private final PrintWriter terminal;

  TerminalLine(PrintWriter terminal) {
    this.terminal = terminal;
  }

  @Override
  public int getMaxRenderedLength() {
    return WIDTH;
  }

  @Override
  public void accept(String line) {
    terminal.print('\r' + line);
    terminal.flush();
  }

  @Override
  public void clear() {
    accept(" ".repeat(WIDTH) + '\r');
  }

  @Override
  public void close() {
    clear();
  }
}
