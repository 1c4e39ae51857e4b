package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells what failed, each in one line: what, where, why, and what to do about it. */
final class Complaints {

  private final PrintWriter err;
  private final Collection<EndpointUri> uris = new CopyOnWriteArrayList<>();
  private volatile boolean debug;

  Complaints(PrintWriter err, boolean debug) {
    this.err = err;
    this.debug = debug;
  }

  /** From now on with stack traces. */
  void debug() {
    debug = true;
  }

  /** From now on failures may be about this URI. */
  void about(EndpointUri uri) {
    uris.add(uri);
  }

  /** Tells of a failure that the command outlasts. */
  void tell(Throwable failure) {
    tell(sentence(failure, uris));
    trace(failure);
  }

  /** Tells how many failures more there were of a kind that was told of, and the last of them. */
  void tell(long more, Throwable last) {
    tell(more + " more failures like this: " + sentence(last, uris));
  }

  /** Shows where a failure came from, if that was asked for. */
  void trace(Throwable failure) {
    if (debug) {
      synchronized (err) {
        failure.printStackTrace(err);
      }
    }
  }

  /** Tells something in one line. */
  void tell(String sentence) {
    err.println("sockeye: " + oneLine(sentence));
    err.flush();
  }

  /** Tells of what ended the command, if that needs words, and gives the exit status for it. */
  int failed(Exception failure) {
    if (failure instanceof AsynchronousCloseException
        && !(failure instanceof ClosedByInterruptException)) {
      return ExitStatus.FAILED; // Only a signal closes what a command is using; it needs no words.
    }
    tell(failure);
    return failure instanceof IllegalArgumentException ? ExitStatus.USAGE : ExitStatus.FAILED;
  }

  /** What one line says of a failure, whatever it is about. */
  static String sentence(Throwable failure) {
    return sentence(failure, List.of());
  }

  private static String sentence(Throwable failure, Collection<EndpointUri> uris) {
    if (failure instanceof ClosedByInterruptException) {
      return "interrupted";
    } else if (failure.getMessage() == null || isDefect(failure)) {
      return "unexpected " + failure + " (SOCKEYE_DEBUG=1 shows where)";
    }
    return failure.getMessage() + Advice.of(failure, uris).map(text -> ": " + text).orElse("");
  }

  /** Loads what tells of a shortage of descriptors while there are descriptors to load it with. */
  static void prepare() {
    if (!sentence(new IOException(Errno.EMFILE.text())).contains("ulimit")) {
      throw new AssertionError("no advice for EMFILE");
    }
  }

  private static boolean isDefect(Throwable failure) {
    return !(failure instanceof IOException
        || failure instanceof IllegalArgumentException
        || failure instanceof UnsupportedOperationException);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
