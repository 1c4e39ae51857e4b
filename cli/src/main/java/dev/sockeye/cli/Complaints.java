package dev.sockeye.cli;

import dev.sockeye.Errno;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what failed, each in one line: what, where, why, and what to do about it. */
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {

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

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    if (failure instanceof AsynchronousCloseException
        && !(failure instanceof ClosedByInterruptException)) {
      return ExitStatus.FAILED; // Only a signal closes what a command is using; it needs no words.
    }
    tell(failure);
    return failure instanceof IllegalArgumentException ? ExitStatus.USAGE : ExitStatus.FAILED;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    tell(usage(failure));
    trace(failure);
    return ExitStatus.USAGE;
  }

  private static String usage(ParameterException failure) {
    if (failure.getCause() instanceof TypeConversionException unreadable) {
      return unreadable.getMessage();
    }
    CommandSpec spec = failure.getCommandLine().getCommandSpec();
    String help = ": see " + spec.qualifiedName(" ") + " --help";
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String argument = unmatched.getUnmatched().get(0);
      String near = near(argument, unmatched.getSuggestions());
      return unknown(spec, argument) + (near.isEmpty() ? help : ": did you mean " + near + "?");
    }
    return decapitalized(failure.getMessage().replaceFirst("^Error: ", "")) + help;
  }

  /** Of picocli's suggestions those that begin alike: people seldom mistype the first letter. */
  private static String near(String argument, List<String> suggestions) {
    String name = argument.replaceFirst("^-+", "").toLowerCase(Locale.ROOT);
    return suggestions.stream()
        .filter(word -> !name.isEmpty() && word.replaceFirst("^-+", "").charAt(0) == name.charAt(0))
        .collect(Collectors.joining(" or "));
  }

  private static String unknown(CommandSpec spec, String argument) {
    String otherwise = spec.subcommands().isEmpty() ? "argument" : "command";
    return "unknown " + (argument.startsWith("-") ? "option" : otherwise) + " '" + argument + "'";
  }

  private static String decapitalized(String text) {
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
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
      case EAGAIN -> "the peer took longer than SO_RCVTIMEO or SO_SNDTIMEO allow";
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
