package dev.sockeye.cli;

import dev.sockeye.Errno;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;

/** Tells what failed, each in one line: what, where, why, and what to do about it. */
final class Complaints {

  private final PrintWriter err;
  private volatile boolean debug;

  Complaints(PrintWriter err, boolean debug) {
    this.err = err;
    this.debug = debug;
  }

  /** From now on with stack traces. */
  void debug() {
    debug = true;
  }

  /** Tells of a failure that the command outlasts. */
  void tell(Throwable failure) {
    tell(sentence(failure));
    trace(failure);
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

  /** What one line says of a failure. */
  static String sentence(Throwable failure) {
    if (failure instanceof ClosedByInterruptException) {
      return "interrupted";
    } else if (failure.getMessage() == null || isDefect(failure)) {
      return "unexpected " + failure + " (SOCKEYE_DEBUG=1 shows where)";
    }
    return failure.getMessage() + advice(failure).map(text -> ": " + text).orElse("");
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

  private static Optional<String> advice(Throwable failure) {
    boolean ofSocket =
        failure instanceof IOException && !(failure instanceof StandardStreamException);
    return ofSocket ? Errno.of(failure).map(Complaints::advice) : Optional.empty();
  }

  private static String advice(Errno errno) {
    return switch (errno) {
      case ECONNREFUSED -> "nobody listens there, start the server or check the address";
      case EADDRINUSE ->
          "another program has it, stop that one or choose another (port 0 is a free one)";
      case EADDRNOTAVAIL ->
          "it is no address of this host, leave the host out to listen on all of them";
      case EACCES, EPERM ->
          "this needs a privilege, choose a port above 1023 or a path that is yours";
      case EMFILE, ENFILE -> "raise the limit of open files (ulimit -n)";
      case EHOSTUNREACH, ENETUNREACH, ENETDOWN -> "check the address and the routes to it";
      case ETIMEDOUT -> "the host does not answer, check the address and the firewalls on the way";
      case EAGAIN -> "the peer took longer than --wait, SO_RCVTIMEO or SO_SNDTIMEO allow";
      case ECONNRESET -> "the peer broke the connection off";
      case EPIPE -> "the peer reads no more";
      case ENOENT -> "there is no such file, start the server or check the path";
      default -> null;
    };
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
