package dev.sockeye.cli;

import dev.sockeye.Network;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs commands in this process, with standard streams that a test can look at. */
final class Shell {

  private static final Pattern LISTENING = Pattern.compile("listening on (\\S+)\\n");
  private static final long PATIENCE_SECONDS = 20;

  private final Network network;
  private final ByteArrayOutputStream out = new Output();
  private final StringWriter text = new StringWriter();
  private final Lines err = new Lines();
  private ReadableByteChannel in = Channels.newChannel(new ByteArrayInputStream(new byte[0]));
  private boolean screen;

  Shell(Network network) {
    this.network = network;
  }

  static Shell onThisHost() {
    return new Shell(Network.system());
  }

  Shell withInput(byte[] bytes) {
    return withInput(Channels.newChannel(new ByteArrayInputStream(bytes)));
  }

  Shell withInput(ReadableByteChannel channel) {
    in = channel;
    return this;
  }

  Shell withScreen() {
    screen = true;
    return this;
  }

  int run(String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            () -> network,
            in,
            Channels.newChannel(out),
            new PrintWriter(text, true),
            new PrintWriter(err, true),
            false,
            screen);
    return Main.run(surroundings, false, arguments);
  }

  /** Runs a command on a thread of its own. */
  CompletableFuture<Integer> start(String... arguments) {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    Threads.start("test", () -> status.complete(run(arguments)));
    return status;
  }

  /** Runs a server whose end is of no interest. */
  void serve(String... arguments) {
    Threads.start("test", () -> run(arguments));
  }

  /** Waits for a server to listen, and gives the URI that it tells. */
  String awaitListening() throws Exception {
    return err.await(LISTENING);
  }

  /** Waits until standard error has a match, and gives its first group. */
  String awaitError(String pattern) throws Exception {
    return err.await(Pattern.compile(pattern));
  }

  /** Waits until standard output is this. */
  void awaitOutput(String expected) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (out) {
      while (!out.toString(StandardCharsets.UTF_8).equals(expected)) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError(
              "not " + expected + " but " + out.toString(StandardCharsets.UTF_8));
        }
        out.wait(left);
      }
    }
  }

  byte[] output() {
    return out.toByteArray();
  }

  String text() {
    return text.toString() + out.toString(StandardCharsets.UTF_8);
  }

  String errors() {
    return err.toString();
  }

  /** Tells those who wait of every write. */
  private static final class Output extends ByteArrayOutputStream {

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      notifyAll();
    }
  }

  /** Tells those who wait of every line. */
  private static final class Lines extends StringWriter {

    @Override
    public void flush() {
      synchronized (this) {
        notifyAll();
      }
    }

    String await(Pattern pattern) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      synchronized (this) {
        Matcher matcher = pattern.matcher(toString());
        while (!matcher.find()) {
          long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
          if (left <= 0) {
            throw new AssertionError("no " + pattern + " in: " + this);
          }
          wait(left);
          matcher = pattern.matcher(toString());
        }
        return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
      }
    }
  }
}
